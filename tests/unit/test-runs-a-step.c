// SPDX-License-Identifier: GPL-2.0
/* How many runs a bisect's judgement takes, against what chance does exactly.
 */
#include <limits.h>
#include <math.h>

#include "suite.h"
#include "measure/stats.h"
#include "util.h"

#define ENOUGH	   8 /* hits that end a control */
#define MOST	   64
#define JUDGEMENTS 5
#define CONFIDENCE 0.95

/* Lower ends of 95 % intervals: Clopper & Pearson, as in textbooks. */
static const struct {
	int hits, n;
	double low;
} limits[] = {
	{ 8, 10, .44390 }, { 2, 10, .02521 }, { 1, 20, .00127 },
	{ 0, 10, 0 },	   { 8, 8, .63058 },  { 10, 10, .69150 },
};

START_TEST(the_limit_is_clopper_and_pearsons)
{
	ck_assert_double_eq_tol(
		stats_rate_low(limits[_i].hits, limits[_i].n, .025),
		limits[_i].low, .00001);
}
END_TEST

START_TEST(tries_until_it_must_have_come)
{
	ck_assert_int_eq(stats_tries(.5, .05), 5); /* 1/32 < .05 < 1/16 */
	ck_assert_int_eq(stats_tries(.5, .03125), 5);
	ck_assert_int_eq(stats_tries(1, .05), 1);
	ck_assert_int_eq(stats_tries(.999, .05), 1);
	ck_assert_int_eq(stats_tries(.01, .05), 299); /* "rule of three" */
	ck_assert_int_eq(stats_tries(0, .05), INT_MAX);
}
END_TEST

static double choose(int n, int k)
{
	double ways = 1;

	for (int i = 1; i <= k; i++)
		ways *= (double)(n - k + i) / i;
	return ways;
}

/* Going by what was seen alone, as if that were the rate. */
static int naive_runs(int hits, int n, int judgements, double confidence)
{
	return stats_tries((double)hits / n, (1 - confidence) / judgements);
}

/* The chance that a search misjudges, when all of it rests on bad commits that
 * fire at rate p: over each way that a control can come out. */
static double risk(double p, int (*runs)(int hits, int n, int judgements,
					 double confidence))
{
	double sum = 0;

	for (int n = ENOUGH; n <= MOST; n++)
		sum += choose(n - 1, ENOUGH - 1) * pow(p, ENOUGH) *
		       pow(1 - p, n - ENOUGH) *
		       fmin(1,
			    JUDGEMENTS * pow(1 - p, runs(ENOUGH, n, JUDGEMENTS,
							 CONFIDENCE)));
	for (int k = 1; k < ENOUGH; k++) /* none: there is no search */
		sum += choose(MOST, k) * pow(p, k) * pow(1 - p, MOST - k) *
		       fmin(1, JUDGEMENTS * pow(1 - p, runs(k, MOST, JUDGEMENTS,
							    CONFIDENCE)));
	return sum;
}

START_TEST(the_confidence_holds_at_every_rate)
{
	for (double p = .005; p < 1; p += .005)
		ck_assert_double_le(risk(p, stats_runs_a_step), 1 - CONFIDENCE);
}
END_TEST

/* The check can fail. */
START_TEST(busted_the_estimate_alone_is_not_enough)
{
	double worst = 0;

	for (double p = .005; p < 1; p += .005)
		worst = fmax(worst, risk(p, naive_runs));
	ck_assert_double_gt(worst, 1 - CONFIDENCE);
}
END_TEST

START_TEST(what_is_rare_takes_more_runs)
{
	int each = stats_runs_a_step(8, 8, 4, .95);

	ck_assert_int_eq(each, 6); /* .6306: .3694^6 < .025 / 4 < .3694^5 */
	ck_assert_int_gt(stats_runs_a_step(8, 16, 4, .95), each);
	ck_assert_int_gt(stats_runs_a_step(8, 8, 4, .99), each);
	ck_assert_int_gt(stats_runs_a_step(8, 8, 40, .95), each);
	ck_assert_int_eq(stats_runs_a_step(0, 64, 4, .95), INT_MAX);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, the_limit_is_clopper_and_pearsons, 0,
			    ARRAY_SIZE(limits));
	tcase_add_test(t, tries_until_it_must_have_come);
	tcase_add_test(t, the_confidence_holds_at_every_rate);
	tcase_add_test(t, busted_the_estimate_alone_is_not_enough);
	tcase_add_test(t, what_is_rare_takes_more_runs);
}

int main(void)
{
	return run_suite("runs-a-step", fill_suite);
}
