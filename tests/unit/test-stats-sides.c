// SPDX-License-Identifier: GPL-2.0
/* Statistics of two sides without pairs, of many tests, and of how many. */
#include <math.h>
#include <stdlib.h>

#include "suite.h"
#include "measure/random.h"
#include "measure/stats.h"
#include "util.h"

#define TINY 1e-9

/* Hollander & Wolfe, table 4.1: permeability of human membranes. */
static const double at_term[] = { .80,	.83,  1.89, 1.04, 1.45,
				  1.38, 1.91, 1.64, .73,  1.46 };
static const double early[] = { 1.15, .88, .90, .74, 1.21 };

/* Examples 4.1 to 4.3 there; U is 15 of 50, and P(U <= 15) is 0.1272. */
START_TEST(the_textbook_example)
{
	struct shift s;
	double p, delta;

	ck_assert_int_eq(stats_mann_whitney(at_term, 10, early, 5, &p, &delta),
			 0);
	ck_assert_double_eq_tol(p, 2 * 382 / 3003., TINY);
	ck_assert_double_eq_tol(delta, 2 * 15 / 50. - 1, TINY);
	ck_assert_int_eq(stats_shift_unpaired(at_term, 10, early, 5, .95, &s),
			 0);
	ck_assert_double_eq_tol(s.estimate, -.305, 1e-6);
	ck_assert_double_eq_tol(s.low, -.76, 1e-6);
	ck_assert_double_eq_tol(s.high, .15, 1e-6);
}
END_TEST

/* Largest U with a two-sided p of 5 % or less (Mann and Whitney 1947; the table
 * is in every book), and with 4 against 4 nothing but 0. */
static const struct critical {
	int n, m, u;
} critical[] = { { 4, 4, 0 }, { 5, 5, 2 },    { 6, 6, 5 },
		 { 5, 8, 6 }, { 10, 10, 23 }, { 12, 12, 37 } };

/* a is 1 .. n, and b lies above it but for u pairs. */
static void with_u(double *a, int n, double *b, int m, int u)
{
	for (int i = 0; i < n; i++)
		a[i] = i + 1;
	for (int k = 0; k < m; k++) {
		int below = u < n ? u : n; /* that many of a lie above b[k] */

		b[k] = n - below + .5 + .001 * k;
		u -= below;
	}
}

START_TEST(mann_whitney_has_the_tables_values)
{
	const struct critical *c = &critical[_i];
	double a[12], b[12], p, other, delta;
	struct shift s;

	with_u(a, c->n, b, c->m, c->u);
	stats_mann_whitney(a, c->n, b, c->m, &p, &delta);
	ck_assert_double_le(p, .05);
	ck_assert_double_eq_tol(delta, 1 - 2. * c->u / (c->n * c->m), TINY);
	stats_mann_whitney(b, c->m, a, c->n, &other, &delta);
	ck_assert_double_eq_tol(other, p, TINY);
	stats_shift_unpaired(a, c->n, b, c->m, .95, &s);
	ck_assert(s.low > 0 || c->u > 0 || c->n == 4);
	with_u(a, c->n, b, c->m, c->u + 1);
	stats_mann_whitney(a, c->n, b, c->m, &p, &delta);
	ck_assert_double_gt(p, .05);
}
END_TEST

/* Ranks in halves by the definition, and all choices one by one. */
static double by_enumeration(const double *v, int total, int n)
{
	double seen = 0, rank[12];
	int below = 0, above = 0, all = 0;

	for (int i = 0; i < total; i++) {
		rank[i] = .5;
		for (int k = 0; k < total; k++)
			rank[i] += .5 * (v[k] < v[i]) + .5 * (v[k] <= v[i]);
		seen += i < n ? rank[i] : 0;
	}
	for (int set = 0; set < 1 << total; set++) {
		double sum = 0;

		if (__builtin_popcount(set) != n)
			continue;
		for (int i = 0; i < total; i++)
			sum += set >> i & 1 ? rank[i] : 0;
		all++;
		below += sum <= seen + TINY;
		above += sum >= seen - TINY;
	}
	return fmin(1, 2. * (below < above ? below : above) / all);
}

START_TEST(mann_whitney_with_ties_is_what_enumeration_gives)
{
	uint64_t random = 5;

	for (int n = 1; n <= 6; n++)
		for (int turn = 0; turn < 10; turn++) {
			double v[11], p, delta;

			for (int i = 0; i < n + 5; i++)
				v[i] = (double)(random_next(&random) % 5);
			stats_mann_whitney(v, n, v + n, 5, &p, &delta);
			ck_assert_double_eq_tol(p, by_enumeration(v, n + 5, n),
						TINY);
		}
}
END_TEST

START_TEST(unpaired_interval_and_test_are_dual)
{
	uint64_t random = 11;

	for (int turn = 0; turn < 100; turn++) {
		int n = 5 + turn % 8, m = 5 + turn % 5;
		double a[12], b[12], moved[12], p, delta;
		struct shift s;

		for (int i = 0; i < n; i++)
			a[i] = (double)(random_next(&random) >> 11) * 0x1p-53;
		for (int i = 0; i < m; i++)
			b[i] = (double)(random_next(&random) >> 11) * 0x1p-53;
		stats_shift_unpaired(a, n, b, m, .95, &s);
		ck_assert(s.low <= s.estimate && s.estimate <= s.high);
		for (int end = 0; end < 2; end++) {
			double edge = end ? s.high : s.low;
			double out = end ? TINY : -TINY;

			for (int i = 0; i < m; i++)
				moved[i] = b[i] - edge + out;
			stats_mann_whitney(a, n, moved, m, &p, &delta);
			ck_assert_double_gt(p, .05);
			for (int i = 0; i < m; i++)
				moved[i] = b[i] - edge - out;
			stats_mann_whitney(a, n, moved, m, &p, &delta);
			ck_assert_double_le(p, .05);
		}
	}
}
END_TEST

START_TEST(few_and_many_runs)
{
	double v[MAX_SIDE + 9], p, delta;
	struct shift s;

	for (int i = 0; i < MAX_SIDE + 9; i++)
		v[i] = i % 7;
	stats_mann_whitney(v, 0, v, 0, &p, &delta);
	ck_assert_double_eq(p, 1);
	ck_assert_double_eq(delta, 0);
	stats_mann_whitney(v, 3, v, 0, &p, &delta);
	ck_assert_double_eq(p, 1);
	stats_shift_unpaired(v, 3, v, 3, .95, &s); /* 2 / C(6, 3) is 0.1 */
	ck_assert(isinf(s.low) && isinf(s.high));
	stats_mann_whitney(v, MAX_SIDE + 9, v, MAX_SIDE + 9, &p, &delta);
	ck_assert_double_eq_tol(p, 1, 1e-6);
	stats_shift_unpaired(v, MAX_SIDE + 9, v, MAX_SIDE + 9, .95, &s);
	ck_assert_double_eq(s.estimate, 0);
	ck_assert(isfinite(s.low) && isfinite(s.high));
}
END_TEST

/* Weeks in remission with 6-MP and with a placebo (Freireich et al., Blood 21,
 * 1963); < 0: still in remission then.  The textbooks' log-rank is 16.79. */
static const int treated[] = { 6,   6,	 6,   -6,  7,	-9,  10,
			       -10, -11, 13,  16,  -17, -19, -20,
			       22,  23,	 -25, -32, -32, -34, -35 };
static const int placebo[] = { 1, 1, 2,	 2,  3,	 4,  4,	 5,  5,	 8, 8,
			       8, 8, 11, 11, 12, 12, 15, 17, 22, 23 };

static void fill(struct survival *s, const int *weeks, int n, bool second)
{
	for (int i = 0; i < n; i++)
		s[i] = (struct survival){ abs(weeks[i]), weeks[i] > 0, second };
}

START_TEST(log_rank_has_the_textbooks_value)
{
	struct survival s[42];
	double z, p, swapped;

	fill(s, treated, 21, false);
	fill(s + 21, placebo, 21, true);
	ck_assert_int_eq(stats_log_rank(s, 42, &z, &p), 0);
	ck_assert_double_eq_tol(z * z, 16.793, .001);
	ck_assert_double_gt(z, 0); /* the placebo */
	ck_assert_double_gt(p, 0);
	ck_assert_double_lt(p, 1e-4); /* chi-square: 4.2e-5 */
	fill(s, placebo, 21, false);
	fill(s + 21, treated, 21, true);
	stats_log_rank(s, 42, &z, &swapped);
	ck_assert_double_eq_tol(z * z, 16.793, .001);
	ck_assert_double_lt(z, 0);
	ck_assert_double_eq_tol(swapped, p, p / 10);
}
END_TEST

START_TEST(log_rank_of_few_is_exact)
{
	struct survival s[10];
	double z, p;

	/* All of one side are lost before the others' time is up. */
	for (int i = 0; i < 10; i++)
		s[i] = (struct survival){ i < 5 ? i + 1 : 100, i < 5, i >= 5 };
	stats_log_rank(s, 10, &z, &p);
	ck_assert_double_eq_tol(p, 2 / 252., TINY);
	/* The same times on both sides. */
	for (int i = 0; i < 10; i++)
		s[i] = (struct survival){ i % 5 + 1, true, i >= 5 };
	stats_log_rank(s, 10, &z, &p);
	ck_assert_double_eq_tol(z, 0, TINY);
	ck_assert_double_eq_tol(p, 1, TINY);
	/* Nothing was lost; nothing is there. */
	for (int i = 0; i < 10; i++)
		s[i] = (struct survival){ 7, false, i >= 5 };
	stats_log_rank(s, 10, &z, &p);
	ck_assert_double_eq(p, 1);
	stats_log_rank(s, 0, &z, &p);
	ck_assert_double_eq(p, 1);
}
END_TEST

/* The example of Benjamini and Hochberg 1995, section 3.2: at q = 0.05 four of
 * the fifteen are found, Bonferroni finds three. */
START_TEST(benjamini_hochberg_steps_up)
{
	double p[] = { .0344, .0001, .0004, .0019, .0095, .0201, .0278, .0298,
		       .0459, .3240, .4262, .5719, .6528, .7590, 1 };
	double one = .3;
	int found = 0;

	stats_benjamini_hochberg(p, ARRAY_SIZE(p));
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		found += p[i] <= .05;
	ck_assert_int_eq(found, 4);
	ck_assert_double_eq_tol(p[1], .0015, TINY);
	ck_assert_double_eq_tol(p[4], .0095 * 15 / 4, TINY);
	ck_assert_double_eq_tol(p[5], .0201 * 15 / 5, TINY);
	ck_assert_double_eq_tol(p[6], .0298 * 15 / 7, TINY); /* a later one */
	ck_assert_double_eq_tol(p[14], 1, TINY);
	stats_benjamini_hochberg(&one, 1);
	ck_assert_double_eq_tol(one, .3, TINY);
	stats_benjamini_hochberg(NULL, 0);
}
END_TEST

START_TEST(how_many_pairs)
{
	/* Any table of the normal distribution. */
	ck_assert_double_eq_tol(stats_normal(.975), 1.959964, 1e-6);
	ck_assert_double_eq_tol(stats_normal(.8), .841621, 1e-6);
	ck_assert_double_eq_tol(stats_normal(.5), 0, 1e-9);
	/* 7.849 * sd^2 / (0.955 * distance^2) */
	ck_assert_int_eq(stats_pairs_needed(.1, .1, .05, .8), 9);
	ck_assert_int_eq(stats_pairs_needed(.1, .05, .05, .8), 33);
	ck_assert_int_eq(stats_pairs_needed(.1, .01, .05, .8), 822);
	ck_assert_int_eq(stats_pairs_needed(.013, log(1.02), .05, .8),
			 MIN_PAIRS);
	ck_assert_int_eq(stats_pairs_needed(0, .01, .05, .8), MIN_PAIRS);
	ck_assert_int_eq(stats_pairs_needed(1, 0, .05, .8), 1000000);
	ck_assert_int_eq(stats_pairs_needed(0, 0, .05, .8), 1000000);
}
END_TEST

/* The number is right if that many pairs find the shift in 8 of 10 cases. */
START_TEST(that_many_pairs_have_the_power)
{
	const double shift = .05;
	int n = stats_pairs_needed(.1, shift, .05, .8), found = 0;
	uint64_t random = 3;

	for (int turn = 0; turn < 1000; turn++) {
		double d[40];

		for (int i = 0; i < n; i++) {
			double u = (double)(random_next(&random) >> 11);

			d[i] = shift + .1 * stats_normal((u + .5) * 0x1p-53);
		}
		found += stats_signed_rank(d, n) < .05;
	}
	ck_assert_int_ge(found, 770);
	ck_assert_int_le(found, 840);
}
END_TEST

START_TEST(order_shows_in_neighbours)
{
	double drift[20], swing[20];

	for (int i = 0; i < 20; i++) {
		drift[i] = i;
		swing[i] = i % 2;
	}
	ck_assert_double_gt(stats_lag1(drift, 20), .8);
	ck_assert_double_lt(stats_lag1(swing, 20), -.9);
	ck_assert_double_eq(stats_lag1(swing, 1), 0);
	ck_assert_double_eq_tol(stats_sd(swing, 20), sqrt(5 / 19.), TINY);
	ck_assert_double_eq(stats_sd(swing, 1), 0);
}
END_TEST

START_TEST(values_above_a_limit)
{
	struct hist h = { 0 };

	ck_assert_double_eq(stats_above(&h, 0), 0);
	for (int i = 0; i < 990; i++)
		hist_record(&h, 1000 + i % 100);
	for (int i = 0; i < 10; i++)
		hist_record(&h, 5000 + i);
	ck_assert_double_eq_tol(stats_above(&h, 4000), 10, TINY);
	ck_assert_double_eq_tol(stats_above(&h, 500), 1000, TINY);
	ck_assert_double_eq_tol(stats_above(&h, 5010), 0, 1);
	ck_assert_double_eq_tol(stats_above(&h, 1e6), 0, TINY);
	ck_assert_double_gt(stats_above(&h, 1050), 400);
	ck_assert_double_lt(stats_above(&h, 1050), 600);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, the_textbook_example);
	tcase_add_loop_test(t, mann_whitney_has_the_tables_values, 0,
			    ARRAY_SIZE(critical));
	tcase_add_test(t, mann_whitney_with_ties_is_what_enumeration_gives);
	tcase_add_test(t, unpaired_interval_and_test_are_dual);
	tcase_add_test(t, few_and_many_runs);
	tcase_add_test(t, log_rank_has_the_textbooks_value);
	tcase_add_test(t, log_rank_of_few_is_exact);
	tcase_add_test(t, benjamini_hochberg_steps_up);
	tcase_add_test(t, how_many_pairs);
	tcase_add_test(t, that_many_pairs_have_the_power);
	tcase_add_test(t, order_shows_in_neighbours);
	tcase_add_test(t, values_above_a_limit);
}

int main(void)
{
	return run_suite("stats-sides", fill_suite);
}
