// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "measure/recorder.h"
#include "measure/random.h"
#include "util.h"

/* Every value lies in its own bucket, and each bucket follows the last. */
START_TEST(buckets_tile_the_line)
{
	ck_assert_uint_eq(hist_lower(HIST_BUCKETS), UINT64_C(1)
							    << HIST_MAX_BITS);
	for (unsigned i = 0; i < HIST_BUCKETS; i++) {
		ck_assert_uint_lt(hist_lower(i), hist_lower(i + 1));
		ck_assert_uint_eq(hist_bucket(hist_lower(i)), i);
		ck_assert_uint_eq(hist_bucket(hist_lower(i + 1) - 1), i);
	}
}
END_TEST

START_TEST(error_is_bounded)
{
	uint64_t random = 7;

	for (int i = 0; i < 100000; i++) {
		uint64_t v = random_next(&random) >> (24 + i % 39);
		unsigned b = hist_bucket(v);
		uint64_t width = hist_lower(b + 1) - hist_lower(b);

		ck_assert_uint_le(hist_lower(b), v);
		ck_assert_uint_le((width - 1) * 100, v); /* 1 % */
	}
}
END_TEST

/* 1000 s have a bucket; what has none is counted, and is a percentile. */
START_TEST(huge_values_are_kept)
{
	struct hist h = { 0 };

	hist_record(&h, 1000000000000);
	ck_assert_uint_eq(h.over, 0);
	hist_record(&h, UINT64_MAX);
	ck_assert_uint_eq(h.count, 2);
	ck_assert_uint_eq(h.over, 1);
	ck_assert_uint_eq(h.max, UINT64_MAX);
	ck_assert_uint_eq(hist_percentile(&h, 1), UINT64_MAX);
	ck_assert_uint_le(hist_percentile(&h, .5), 1010000000000);
}
END_TEST

START_TEST(percentiles_of_known_values)
{
	struct hist h = { 0 };

	ck_assert_uint_eq(hist_percentile(&h, .5), 0);
	for (uint64_t v = 1; v <= 1000; v++)
		hist_record(&h, v);
	ck_assert_uint_eq(h.min, 1);
	ck_assert_uint_eq(h.sum, 500500);
	ck_assert_uint_ge(hist_percentile(&h, .5), 500);
	ck_assert_uint_le(hist_percentile(&h, .5), 504);
	ck_assert_uint_ge(hist_percentile(&h, .99), 990);
	ck_assert_uint_eq(hist_percentile(&h, 1), 1000);
}
END_TEST

START_TEST(merge_is_recording_both)
{
	struct hist a = { 0 }, b = { 0 }, both = { 0 };
	uint64_t random = 3;

	for (int i = 0; i < 1000; i++) {
		uint64_t v = random_next(&random) % 100000;

		hist_record(i % 3 ? &a : &b, v);
		hist_record(&both, v);
	}
	hist_merge(&a, &b);
	ck_assert_mem_eq(&a, &both, sizeof(a));
}
END_TEST

static struct hist_pool *pool_new(size_t recorders)
{
	struct hist_pool *pool =
		aligned_alloc(64, (hist_pool_size(recorders) + 63) / 64 * 64);

	memset(pool, 0, hist_pool_size(recorders));
	return pool;
}

/* The sum is known as well as the values are, all else exactly. */
static void is_as(const struct hist *h, const struct hist *exact)
{
	struct hist same = *h;

	same.sum = exact->sum;
	ck_assert_mem_eq(&same, exact, sizeof(same));
	ck_assert_double_eq_tol((double)h->sum, (double)exact->sum,
				(double)exact->sum / 256);
}

/* Any value of any writer is in the sum, as if one had recorded them all; and
 * a drained recorder goes on from nothing. */
START_TEST(recorders_lose_nothing)
{
	struct hist_pool *pool = pool_new(3);
	struct recorder own[3] = { 0 };
	struct hist all = { 0 }, sum = { 0 };
	uint64_t random = 5;

	for (int i = 0; i < 100000; i++) {
		uint64_t v = random_next(&random) >> (i % 64);

		hist_record(&all, v);
		recorder_add(&own[i % 3], pool, v);
		if (i == 50000)
			recorder_drain(&own[1], &sum);
	}
	for (int i = 0; i < 3; i++)
		recorder_drain(&own[i], &sum);
	ck_assert_uint_gt(all.over, 0);
	is_as(&sum, &all);
	ck_assert_uint_le(atomic_load(&pool->used), 3 * HIST_OCTAVES);
	recorder_drain(&own[0], &sum);
	is_as(&sum, &all);
	free(pool);
}
END_TEST

/* The exact ends are right, too, when nothing that was seen has a bucket. */
START_TEST(values_that_are_over_have_ends)
{
	struct hist_pool *pool = pool_new(1);
	struct recorder own = { 0 };
	struct hist all = { 0 }, sum = { 0 };
	static const uint64_t ns[] = { 3ULL << 41, 1ULL << 40, UINT64_MAX / 4 };

	for (size_t i = 0; i < ARRAY_SIZE(ns); i++) {
		hist_record(&all, ns[i]);
		recorder_add(&own, pool, ns[i]);
	}
	recorder_drain(&own, &sum);
	ck_assert_uint_eq(sum.over, ARRAY_SIZE(ns));
	is_as(&sum, &all);
	hist_record(&all, 0);
	recorder_add(&own, pool, 0);
	recorder_drain(&own, &sum);
	is_as(&sum, &all);
	free(pool);
}
END_TEST

/* What a record of 0.1 had in a bucket stays within it, and within the exact
 * ends. */
START_TEST(coarse_buckets_are_spread)
{
	struct hist h = { .min = 100, .max = 1030 };

	/* 992..1007 is four buckets here, 1024..1055 only up to 1030 one. */
	ck_assert(hist_add_coarse(&h, 5, 190, 6));
	for (unsigned k = 0; k < 4; k++)
		ck_assert_uint_eq(h.bucket[hist_bucket(992) + k], 1 + (k < 2));
	ck_assert(hist_add_coarse(&h, 5, 192, 9));
	ck_assert_uint_eq(h.bucket[hist_bucket(1024)], 9);
	ck_assert(!hist_add_coarse(&h, 5, 33, 1));   /* below min */
	ck_assert(!hist_add_coarse(&h, 5, 1152, 1)); /* no such bucket */
	h.max = UINT64_MAX; /* the last one had no end */
	ck_assert(hist_add_coarse(&h, 5, 1151, 3));
	ck_assert_uint_eq(h.over, 3);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, buckets_tile_the_line);
	tcase_add_test(t, error_is_bounded);
	tcase_add_test(t, huge_values_are_kept);
	tcase_add_test(t, percentiles_of_known_values);
	tcase_add_test(t, merge_is_recording_both);
	tcase_add_test(t, recorders_lose_nothing);
	tcase_add_test(t, values_that_are_over_have_ends);
	tcase_add_test(t, coarse_buckets_are_spread);
}

int main(void)
{
	return run_suite("hist", fill_suite);
}
