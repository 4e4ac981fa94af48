// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "plot/data.h"
#include "measure/random.h"

#define STEP 0.05

/* Far apart: stay.  Near: as far from each other as they must, about the place
 * where they were.  At an end: within. */
START_TEST(test_spread)
{
	double far[] = { 0.1, 0.5, 0.9 }, near[] = { 0.5, 0.5, 0.5 };
	double low[] = { 0, 0, 0.01 }, high[] = { 0.99, 1 };

	spread(far, 3, STEP);
	ck_assert_double_eq_tol(far[0], 0.1, 1e-9);
	ck_assert_double_eq_tol(far[1], 0.5, 1e-9);
	ck_assert_double_eq_tol(far[2], 0.9, 1e-9);
	spread(near, 3, STEP);
	ck_assert_double_eq_tol(near[0], 0.45, 1e-9);
	ck_assert_double_eq_tol(near[1], 0.5, 1e-9);
	ck_assert_double_eq_tol(near[2], 0.55, 1e-9);
	spread(low, 3, STEP);
	ck_assert_double_eq_tol(low[0], 0, 1e-9);
	ck_assert_double_eq_tol(low[2], 0.1, 1e-9);
	spread(high, 2, STEP);
	ck_assert_double_eq_tol(high[0], 0.95, 1e-9);
	ck_assert_double_eq_tol(high[1], 1, 1e-9);
}
END_TEST

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Whatever they were: apart, in order, within, and moved for a reason. */
START_TEST(test_spread_random)
{
	uint64_t random = 1;

	for (int round = 0; round < 10000; round++) {
		int n = 1 + (int)(random_next(&random) % MAX_CURVES);
		double was[MAX_CURVES], place[MAX_CURVES], moved = 0;

		for (int i = 0; i < n; i++)
			was[i] = (double)(random_next(&random) % 1001) / 1000;
		qsort(was, n, sizeof(*was), ascending);
		memcpy(place, was, sizeof(place));
		spread(place, n, STEP);
		for (int i = 0; i < n; i++) {
			ck_assert_double_ge(place[i], -1e-9);
			ck_assert_double_le(place[i], 1 + 1e-9);
			if (i)
				ck_assert_double_ge(place[i] - place[i - 1],
						    STEP - 1e-9);
			moved = fmax(moved, fabs(place[i] - was[i]));
		}
		ck_assert_double_le(moved, (n - 1) * STEP + 1e-9);
	}
}
END_TEST

/* Scenes whose names are cut or cleaned to the same text. */
START_TEST(test_names)
{
	static struct result record[3];
	struct results all = { .r = record, .n = 3 };
	struct picture list[MAX_PICTURES];
	int n, k, found;

	for (int i = 0; i < 3; i++) {
		struct result *r = &record[i];

		snprintf(r->stressor, sizeof(r->stressor), "a%cb", "_-."[i]);
		snprintf(r->where.tier, sizeof(r->where.tier), "native");
		r->mode = MODE_STORM;
		r->act = ACT_STORM;
		r->waiters = 4;
		for (int v = 0; v < MIN_VALUES; v++)
			hist_record(&r->latency, 1000);
	}
	for (k = 0; strcmp(picture_kinds[k].name, "latency-percentiles");)
		k++;
	n = plot_kind(&picture_kinds[k], &all, list, 2, &found);
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(found, 3);
	ck_assert_str_eq(list[0].name, "latency-percentiles-a-b-native-4");
	ck_assert_str_eq(list[1].name, "latency-percentiles-a-b-native-4_2");
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, test_spread);
	tcase_add_test(t, test_spread_random);
	tcase_add_test(t, test_names);
}

int main(void)
{
	return run_suite("plot", fill_suite);
}
