// SPDX-License-Identifier: GPL-2.0
/*
 * The search for offsets, at made-up systems: it finds a window of nanoseconds
 * sooner than what looks everywhere alike, and looks everywhere all the same.
 */
#include <stdlib.h>

#include "suite.h"
#include "engine/offsets.h"
#include "measure/random.h"
#include "util.h"

#define HALF_NS	  10000
#define MOST	  20000
#define SEEDS	  20
#define WINDOW_NS 30

enum outcome { BEFORE, AFTER, LOST };

/* Where the window of a made-up system begins: elsewhere by each seed. */
static int32_t window_of(uint64_t seed)
{
	uint64_t random = seed * 77;

	return (int32_t)(random_next(&random) % (2 * HALF_NS - WINDOW_NS)) -
	       HALF_NS;
}

static enum outcome outcome_at(int32_t ns, int32_t window)
{
	return ns < window ? BEFORE : ns < window + WINDOW_NS ? LOST : AFTER;
}

/* What is met is not quite what was asked for. */
static int32_t blur(int32_t ns, uint64_t *random, int32_t jitter)
{
	if (jitter)
		ns += (int32_t)(random_next(random) % (2 * jitter)) - jitter;
	return ns;
}

static const struct made_up {
	int32_t jitter, late;
	uint64_t noise; /* one of so many outcomes is another one */
	int times;	/* fewer races than it takes without a search */
} made_up[] = {
	{ .times = 8 },
	{ .late = 300, .times = 8 },
	{ .jitter = 50, .times = 8 },
	{ .jitter = 50, .late = -300, .times = 8 },
	{ .jitter = 50, .noise = 50, .times = 4 },
	{ .jitter = 50, .noise = 20, .times = 4 },
};

/* Races until one is lost. */
static int races_to_loss(uint64_t seed, const struct made_up *m)
{
	static struct offsets o;
	int32_t ns[MAX_OFFSETS], window = window_of(seed);
	uint64_t random = seed;

	offsets_open(&o, 2, HALF_NS, seed);
	for (int n = 1; n <= MOST; n++) {
		enum outcome what;

		offsets_ask(&o, ns);
		ns[0] = blur(ns[0], &random, m->jitter) + m->late;
		what = outcome_at(ns[0], window);
		if (what == LOST)
			return n;
		if (m->noise && random_next(&random) % m->noise == 0)
			what = what == BEFORE ? AFTER : BEFORE;
		offsets_learn(&o, ns, what);
	}
	return MOST;
}

/* The same, where each offset is as good as any other. */
static int even_races_to_loss(uint64_t seed)
{
	uint64_t random = seed;

	for (int n = 1; n <= MOST; n++) {
		int32_t ns = (int32_t)(random_next(&random) % (2 * HALF_NS)) -
			     HALF_NS;

		if (outcome_at(ns, window_of(seed)) == LOST)
			return n;
	}
	return MOST;
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int median_of(int n[SEEDS])
{
	qsort(n, SEEDS, sizeof(*n), compare_ints);
	return n[SEEDS / 2];
}

START_TEST(a_narrow_window_is_found_sooner)
{
	const struct made_up *m = &made_up[_i];
	int searched[SEEDS], even[SEEDS], median, even_median;

	for (int i = 0; i < SEEDS; i++) {
		searched[i] = races_to_loss((uint64_t)i + 1, m);
		even[i] = even_races_to_loss((uint64_t)i + 1);
	}
	median = median_of(searched);
	even_median = median_of(even);
	ck_assert_int_lt(m->times * median, even_median);
	ck_assert_int_lt(searched[SEEDS - 1], even[SEEDS - 1]);
}
END_TEST

/* Without an edge there is nothing to look at closer: all are met alike. */
START_TEST(where_nothing_changes_all_is_even)
{
	static struct offsets o;
	int32_t ns[MAX_OFFSETS];
	int lanes = _i;

	offsets_open(&o, lanes, HALF_NS, 1);
	for (int i = 0; i < 100 * o.boxes; i++) {
		offsets_ask(&o, ns);
		offsets_learn(&o, ns, 5);
	}
	ck_assert_int_eq(o.boxes, lanes == 4 ? 64 : 16);
	for (int i = 0; i < o.boxes; i++) {
		ck_assert_uint_ge(o.box[i].met, 90);
		ck_assert_uint_le(o.box[i].met, 110);
	}
}
END_TEST

/* With three lanes the edge is a line, along which a window may be a spot. */
START_TEST(boxes_gather_at_the_edge)
{
	static struct offsets o;
	int32_t ns[MAX_OFFSETS];
	int near = 0;

	offsets_open(&o, 3, HALF_NS, 7);
	for (int i = 0; i < 1000; i++) {
		offsets_ask(&o, ns);
		for (int d = 0; d < 2; d++) {
			ck_assert_int_ge(ns[d], -HALF_NS);
			ck_assert_int_lt(ns[d], HALF_NS);
		}
		offsets_learn(&o, ns, ns[0] < ns[1]);
		near += abs(ns[0] - ns[1]) < 1000;
	}
	ck_assert_int_gt(o.boxes, 100);
	ck_assert_int_lt(box_width(&o, offsets_finest(&o)), 1000);
	ck_assert_int_gt(near, 300); /* evenly it would be 98 */
}
END_TEST

/* Every offset is asked for by the seed and what was learned, and nothing else.
 */
START_TEST(the_same_seed_asks_the_same)
{
	static struct offsets a, b, other;
	int32_t ns[MAX_OFFSETS], again[MAX_OFFSETS], differs[MAX_OFFSETS];
	int different = 0;

	offsets_open(&a, 4, HALF_NS, 3);
	offsets_open(&b, 4, HALF_NS, 3);
	offsets_open(&other, 4, HALF_NS, 4);
	for (int i = 0; i < 2000; i++) {
		offsets_ask(&a, ns);
		offsets_ask(&b, again);
		offsets_ask(&other, differs);
		for (int d = 0; d < 3; d++)
			ck_assert_int_eq(ns[d], again[d]);
		different += ns[0] != differs[0];
		offsets_learn(&a, ns, i % 3);
		offsets_learn(&b, ns, i % 3);
		offsets_learn(&other, differs, i % 3);
	}
	ck_assert_int_gt(different, 1900);
	ck_assert_int_eq(a.boxes, MAX_BOXES); /* and no more */
}
END_TEST

START_TEST(what_is_outside_teaches_nothing)
{
	static struct offsets o;
	const int32_t far[MAX_OFFSETS] = { 5 * HALF_NS };

	offsets_open(&o, 2, HALF_NS, 1);
	for (uint64_t i = 0; i < 100; i++)
		offsets_learn(&o, far, i);
	ck_assert_int_eq(o.boxes, 16);
	ck_assert_ptr_null(offsets_finest(&o));
	for (uint64_t i = 0; i < 2 * MAX_OUTCOMES; i++)
		offsets_learn(&o, (const int32_t[MAX_OFFSETS]){ 1 }, i);
	ck_assert_int_eq(o.outcomes, MAX_OUTCOMES);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, a_narrow_window_is_found_sooner, 0,
			    ARRAY_SIZE(made_up));
	tcase_add_loop_test(t, where_nothing_changes_all_is_even, 2, 5);
	tcase_add_test(t, boxes_gather_at_the_edge);
	tcase_add_test(t, the_same_seed_asks_the_same);
	tcase_add_test(t, what_is_outside_teaches_nothing);
}

int main(void)
{
	return run_suite("offsets", fill_suite);
}
