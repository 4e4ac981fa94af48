// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>

#include "suite.h"
#include "measure/random.h"
#include "measure/stats.h"
#include "util.h"

#define TINY 1e-9

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Differences without ties, -1 .. 1 and a shift. */
static void fill_random(double *d, int n, double shift, uint64_t *random)
{
	for (int i = 0; i < n; i++)
		d[i] = shift + (double)(random_next(random) >> 11) * 0x1p-52 -
		       1;
}

/*
 * Critical values of the signed-rank statistic for a two-sided 5 % (Wilcoxon
 * and Wilcox 1964): the sum of the ranks with the rarer sign, and how many of
 * the 2^n choices of signs give at most that sum.
 */
static const struct critical {
	int n, sum, choices;
} critical[] = {
	{ 6, 0, 1 },   { 7, 2, 3 },    { 8, 3, 5 },    { 9, 5, 10 },
	{ 10, 8, 25 }, { 11, 10, 43 }, { 12, 13, 87 },
};

/* 1 .. n, of which the largest that fit are negative, until sum is reached. */
static void ranks_with(double *d, int n, int sum)
{
	for (int i = n; i > 0; i--) {
		d[i - 1] = sum >= i ? -i : i;
		sum -= sum >= i ? i : 0;
	}
}

START_TEST(signed_rank_has_the_tables_values)
{
	const struct critical *c = &critical[_i];
	double d[12] = { 0 }, p;

	ranks_with(d, c->n, 0);
	ck_assert_double_eq_tol(stats_signed_rank(d, c->n), 2 / exp2(c->n),
				TINY);
	ranks_with(d, c->n, c->sum);
	p = stats_signed_rank(d, c->n);
	ck_assert_double_eq_tol(p, 2 * c->choices / exp2(c->n), TINY);
	ck_assert_double_le(p, .05);
	ranks_with(d, c->n, c->sum + 1);
	ck_assert_double_gt(stats_signed_rank(d, c->n), .05);
	/* It does not matter which side is which. */
	ranks_with(d, c->n, c->n * (c->n + 1) / 2 - c->sum);
	ck_assert_double_eq_tol(stats_signed_rank(d, c->n), p, TINY);
}
END_TEST

/* The sum of the ranks of the negative ones, ties sharing their mean. */
static double negative_ranks(const double *d, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < n && d[i] < 0; k++)
			sum += fabs(d[k]) < fabs(d[i])	  ? 1
			       : fabs(d[k]) == fabs(d[i]) ? .5
							  : 0;
	for (int i = 0; i < n; i++)
		sum += d[i] < 0 ? .5 : 0;
	return sum;
}

/* The definition itself: try all signs, count those as far from the middle. */
static double by_enumeration(const double *d, int n)
{
	double middle = n * (n + 1) / 4.0, seen, e[12];
	int extreme = 0;

	seen = fabs(negative_ranks(d, n) - middle);
	for (int signs = 0; signs < 1 << n; signs++) {
		for (int i = 0; i < n; i++)
			e[i] = signs >> i & 1 ? -fabs(d[i]) : fabs(d[i]);
		extreme += fabs(negative_ranks(e, n) - middle) >= seen - TINY;
	}
	return extreme / exp2(n);
}

START_TEST(signed_rank_with_ties_is_what_enumeration_gives)
{
	uint64_t random = 5;

	for (int n = 1; n <= 9; n++) {
		double d[10];

		for (int i = 0; i < n; i++) /* few values: many ties */
			d[i] = (random_next(&random) % 4 + 1.0) *
			       (random_next(&random) % 3 ? 1 : -1);
		ck_assert_double_eq_tol(stats_signed_rank(d, n),
					by_enumeration(d, n), TINY);
		/* A difference of zero says nothing. */
		d[n] = 0;
		ck_assert_double_eq_tol(stats_signed_rank(d, n + 1),
					by_enumeration(d, n), TINY);
	}
}
END_TEST

START_TEST(signed_rank_at_its_limits)
{
	double d[MAX_PAIRS + 50] = { 0 };

	ck_assert_double_eq(stats_signed_rank(d, 0), 1);
	ck_assert_double_eq(stats_signed_rank(d, 12), 1);
	for (int i = 0; i < MAX_PAIRS + 50; i++)
		d[i] = i + 1;
	ck_assert_double_eq_tol(
		stats_signed_rank(d, MAX_PAIRS) * exp2(MAX_PAIRS), 2, TINY);
	ck_assert_double_eq(stats_signed_rank(d, MAX_PAIRS + 50),
			    stats_signed_rank(d, MAX_PAIRS));
}
END_TEST

/* Hollander & Wolfe, table 3.1, examples 3.1 to 3.3. */
START_TEST(the_textbook_example)
{
	static const double before[] = { 1.83, .50,  1.62, 2.48, 1.68,
					 1.88, 1.55, 3.06, 1.30 };
	static const double after[] = { .878, .647, .598, 2.05, 1.06,
					1.29, 1.06, 3.14, 1.29 };
	double d[ARRAY_SIZE(before)];
	struct shift s;

	for (size_t i = 0; i < ARRAY_SIZE(d); i++)
		d[i] = after[i] - before[i];
	s = stats_shift(d, ARRAY_SIZE(d), .95);
	ck_assert_double_eq_tol(stats_signed_rank(d, ARRAY_SIZE(d)), .0390625,
				TINY);
	ck_assert_double_eq_tol(s.estimate, -.46, 1e-6);
	ck_assert_double_eq_tol(s.low, -.786, 1e-6);
	ck_assert_double_eq_tol(s.high, -.010, 1e-6);
}
END_TEST

/* The ends are the Walsh averages just outside of the critical value. */
START_TEST(interval_takes_the_tables_ranks)
{
	const struct critical *c = &critical[_i];
	double d[12], walsh[78];
	uint64_t random = _i;
	struct shift s;
	int m = 0;

	fill_random(d, c->n, 0, &random);
	for (int i = 0; i < c->n; i++)
		for (int k = i; k < c->n; k++)
			walsh[m++] = (d[i] + d[k]) / 2;
	qsort(walsh, m, sizeof(*walsh), by_value);
	s = stats_shift(d, c->n, .95);
	ck_assert_double_eq(s.low, walsh[c->sum]);
	ck_assert_double_eq(s.high, walsh[m - 1 - c->sum]);
	ck_assert_double_le(s.low, s.estimate);
	ck_assert_double_le(s.estimate, s.high);
}
END_TEST

/* The interval holds the shifts that the test does not refuse, and no more. */
START_TEST(interval_and_test_are_dual)
{
	uint64_t random = 11;

	for (int i = 0; i < 200; i++) {
		int n = MIN_PAIRS + i % 20;
		double d[25], inside[25], outside[25];
		struct shift s;

		fill_random(d, n, .4, &random);
		s = stats_shift(d, n, .95);
		for (int k = 0; k < n; k++) {
			inside[k] = d[k] - s.low - TINY;
			outside[k] = d[k] - s.low + TINY;
		}
		ck_assert_double_gt(stats_signed_rank(inside, n), .05);
		ck_assert_double_le(stats_signed_rank(outside, n), .05);
	}
}
END_TEST

START_TEST(few_pairs_have_no_interval)
{
	double d[MAX_PAIRS + 50];
	uint64_t random = 1;
	struct shift s;

	fill_random(d, MAX_PAIRS + 50, 0, &random);
	for (int n = 1; n < MIN_PAIRS; n++) {
		s = stats_shift(d, n, .95);
		ck_assert(isinf(s.low) && s.low < 0);
		ck_assert(isinf(s.high) && s.high > 0);
		ck_assert(isfinite(s.estimate));
	}
	s = stats_shift(d, 0, .95);
	ck_assert_double_eq(s.estimate, 0);
	s = stats_shift(d, MAX_PAIRS + 50, .95);
	ck_assert(isfinite(s.low) && isfinite(s.high) && s.low < s.high);
}
END_TEST

START_TEST(median_of_odd_and_even)
{
	double odd[] = { 5, 1, 3 }, even[] = { 4, 1, 3, 2 }, one[] = { 7 };

	ck_assert_double_eq(stats_median(odd, 3), 3);
	ck_assert_double_eq(stats_median(even, 4), 2.5);
	ck_assert_double_eq(even[0], 1);
	ck_assert_double_eq(stats_median(one, 1), 7);
}
END_TEST

START_TEST(holm_steps_down)
{
	double p[] = { .01, .04, .03, .005 };
	double ties[] = { .5, .5, .02, 0 };
	double one = .3;

	stats_holm(p, 4);
	ck_assert_double_eq_tol(p[0], .03, TINY);
	ck_assert_double_eq_tol(p[1], .06, TINY);
	ck_assert_double_eq_tol(p[2], .06, TINY);
	ck_assert_double_eq_tol(p[3], .02, TINY);
	stats_holm(ties, 4);
	ck_assert_double_eq(ties[0], 1);
	ck_assert_double_eq(ties[1], 1);
	ck_assert_double_eq_tol(ties[2], .06, TINY);
	ck_assert_double_eq(ties[3], 0);
	stats_holm(&one, 1);
	ck_assert_double_eq_tol(one, .3, TINY);
	stats_holm(NULL, 0);
}
END_TEST

static const struct fisher {
	int hit_a, n_a, hit_b, n_b;
	double p;
} fisher[] = {
	{ 3, 4, 1, 4, 34 / 70. },	 /* the lady tasting tea */
	{ 1, 12, 9, 12, .002759456185 }, /* a table tested everywhere */
	{ 0, 10, 5, 10, 504 / 15504. },
	{ 0, 12, 12, 12, 2 / 2704156. },
	{ 5, 10, 5, 10, 1 },
	{ 0, 10, 0, 10, 1 },
	{ 10, 10, 10, 10, 1 },
	{ 0, 0, 3, 5, 1 },
	{ 0, 0, 0, 0, 1 },
	{ 0, 1000, 10, 1000, .001909465165341615 },
};

START_TEST(fisher_has_known_values)
{
	const struct fisher *t = &fisher[_i];

	ck_assert_double_eq_tol(
		stats_fisher(t->hit_a, t->n_a, t->hit_b, t->n_b), t->p, 1e-8);
	ck_assert_double_eq_tol(
		stats_fisher(t->hit_b, t->n_b, t->hit_a, t->n_a), t->p, 1e-8);
	ck_assert_double_eq_tol(stats_fisher(t->n_a - t->hit_a, t->n_a,
					     t->n_b - t->hit_b, t->n_b),
				t->p, 1e-8);
}
END_TEST

START_TEST(quantile_sees_what_a_bucket_hides)
{
	struct hist h = { 0 }, shifted = { 0 };
	double width = hist_lower(hist_bucket(100000) + 1) -
		       hist_lower(hist_bucket(100000));
	double last = 0;

	ck_assert_double_eq(stats_quantile(&h, .5), 0);
	/* Half of a crowd moves one bucket up: the median moves, a little. */
	for (int i = 0; i < 1000; i++) {
		hist_record(&h, i % 10 ? 100000 : 100000 + (uint64_t)width);
		hist_record(&shifted,
			    i % 10 < 7 ? 100000 : 100000 + (uint64_t)width);
	}
	ck_assert_double_lt(stats_quantile(&h, .5),
			    stats_quantile(&shifted, .5));
	for (double p = 0; p <= 1; p += 1 / 64.) {
		ck_assert_double_ge(stats_quantile(&h, p), last);
		last = stats_quantile(&h, p);
	}
	ck_assert_double_eq(stats_quantile(&h, 0), 100000);
	ck_assert_double_eq(stats_quantile(&h, 1), 100000 + (uint64_t)width);
}
END_TEST

START_TEST(quantile_is_near_the_exact_one)
{
	struct hist h = { 0 }, one = { 0 };

	for (uint64_t v = 1; v <= 100000; v++)
		hist_record(&h, v);
	for (double p = .01; p < 1; p += .01)
		ck_assert_double_eq_tol(stats_quantile(&h, p) / (p * 100000), 1,
					.002);
	hist_record(&one, 12345);
	ck_assert_double_eq(stats_quantile(&one, .5), 12345);
}
END_TEST

static void fill_suite(TCase *t)
{
	int n = ARRAY_SIZE(critical);

	tcase_add_loop_test(t, signed_rank_has_the_tables_values, 0, n);
	tcase_add_test(t, signed_rank_with_ties_is_what_enumeration_gives);
	tcase_add_test(t, signed_rank_at_its_limits);
	tcase_add_test(t, the_textbook_example);
	tcase_add_loop_test(t, interval_takes_the_tables_ranks, 0, n);
	tcase_add_test(t, interval_and_test_are_dual);
	tcase_add_test(t, few_pairs_have_no_interval);
	tcase_add_test(t, median_of_odd_and_even);
	tcase_add_test(t, holm_steps_down);
	tcase_add_loop_test(t, fisher_has_known_values, 0, ARRAY_SIZE(fisher));
	tcase_add_test(t, quantile_sees_what_a_bucket_hides);
	tcase_add_test(t, quantile_is_near_the_exact_one);
}

int main(void)
{
	return run_suite("stats", fill_suite);
}
