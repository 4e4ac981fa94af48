// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "suite.h"
#include "measure/hist.h"
#include "measure/random.h"

/* Every value lies in its own bucket, and each bucket follows the last. */
START_TEST(buckets_tile_the_line)
{
	for (unsigned i = 0; i + 1 < HIST_BUCKETS; i++) {
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
		ck_assert_uint_le((width - 1) << HIST_SUB_BITS, v);
	}
}
END_TEST

START_TEST(huge_values_are_kept)
{
	struct hist h = { 0 };

	hist_record(&h, UINT64_MAX);
	ck_assert_uint_eq(h.count, 1);
	ck_assert_uint_eq(h.max, UINT64_MAX);
	ck_assert_uint_eq(h.bucket[HIST_BUCKETS - 1], 1);
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
	ck_assert_uint_le(hist_percentile(&h, .5), 516);
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

static void fill_suite(TCase *t)
{
	tcase_add_test(t, buckets_tile_the_line);
	tcase_add_test(t, error_is_bounded);
	tcase_add_test(t, huge_values_are_kept);
	tcase_add_test(t, percentiles_of_known_values);
	tcase_add_test(t, merge_is_recording_both);
}

int main(void)
{
	return run_suite("hist", fill_suite);
}
