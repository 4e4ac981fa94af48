/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exact statistics for few runs.  The unit is a run (a boot), never one
 * latency: values of one run depend on each other, and pooling them finds a
 * difference between a kernel and itself.  Nothing here prints.
 */
#ifndef STATS_H
#define STATS_H

#include <stdbool.h>

#include "measure/hist.h"

#define MIN_PAIRS 6   /* fewer can't reach p < 0.05: 2 / 2^5 is 0.0625 */
#define MAX_PAIRS 100 /* what the exact methods take; further ones are cut */
#define MIN_SIDE  4   /* unpaired: 2 / C(8, 4) is 0.029 */
#define MAX_SIDE  50  /* unpaired: runs of a side, further ones are cut */

/* A shift between the sides of a pair, in the unit of the differences. */
struct shift {
	double estimate, low, high;
};

/* The middle of v, or the mean of the two in the middle; sorts v.  n > 0. */
double stats_median(double *v, int n);

/*
 * Value, ns, below which a share p (0..1) of h lies, interpolated inside its
 * bucket so that shifts smaller than a bucket show.  0 when h is empty.
 */
double stats_quantile(const struct hist *h, double p);

/*
 * Two-sided exact p of Wilcoxon's signed-rank test of differences d[n], n at
 * most MAX_PAIRS.  Equal sizes share the mean of their ranks, zeroes are left
 * out; the distribution is that of these very ranks under all 2^n signs
 * (Hollander & Wolfe, Nonparametric Statistical Methods, 3.1).  1 for n = 0.
 */
double stats_signed_rank(const double *d, int n);

/*
 * Hodges-Lehmann: the median of all (d[i] + d[j]) / 2, i <= j, with the exact
 * confidence interval of the given level (0.95), n at most MAX_PAIRS.  Its ends
 * are infinite where n is too small for the level.
 */
struct shift stats_shift(const double *d, int n, double level);

/*
 * Replace each p by what it is worth among all n of them.  Holm: step down, for
 * the chance of one false alarm (Holm, Scand. J. Statist. 6, 1979).  Benjamini
 * and Hochberg: step up, for the share of false ones among those that are found
 * (J. R. Statist. Soc. B 57, 1995).
 */
void stats_holm(double *p, int n);
void stats_benjamini_hochberg(double *p, int n);

/* Standard deviation of v[n]; 0 for n < 2. */
double stats_sd(const double *v, int n);

/* Correlation of each of v[n] with the next: near 0 where order means nothing.
 */
double stats_lag1(const double *v, int n);

/* How many values of h lie above ns, the share inside a bucket interpolated. */
double stats_above(const struct hist *h, double ns);

/* Two-sided exact p of Fisher's test: hit_a of n_a against hit_b of n_b. */
double stats_fisher(int hit_a, int n_a, int hit_b, int n_b);

/* --- two sides without pairs: n and m at most MAX_SIDE, 0 or -ENOMEM --- */

/*
 * *p: two-sided exact p of the Mann-Whitney test (Wilcoxon's rank sum), twice
 * the smaller tail under all C(n + m, n) choices of these very ranks; equal
 * values share the mean of theirs (Hollander & Wolfe, 4.1).  *delta: Cliff's
 * (Psychol. Bull. 114, 1993), the share of b above a less that below, -1 .. 1.
 */
int stats_mann_whitney(const double *a, int n, const double *b, int m,
		       double *p, double *delta);

/* Hodges-Lehmann of two samples: the median of all b[k] - a[i], with its exact
 * interval, whose ends are infinite where there are too few (4.2, 4.3). */
int stats_shift_unpaired(const double *a, int n, const double *b, int m,
			 double level, struct shift *shift);

/* One run on its way to a loss: it came (hit), or it was not seen in time. */
struct survival {
	double time;
	bool hit, second; /* second: of the other side */
};

/*
 * The log-rank test (Mantel, Cancer Chemother. Rep. 50, 1966) of s[n], which it
 * sorts.  *z: its statistic, the square root of chi-square, > 0 where the second
 * side is lost sooner.  *p: two-sided and exact, twice the smaller tail of its
 * numerator under all ways to deal the runs to the sides, in steps of 1/100.  n
 * at most 2 * MAX_SIDE.
 */
int stats_log_rank(struct survival *s, int n, double *z, double *p);

/* --- how many --- */

/* Below which a share p (0 < p < 1) of a normal distribution lies. */
double stats_normal(double p);

/*
 * Pairs that it takes to find a difference of that distance, given the standard
 * deviation of differences, by a two-sided signed-rank test at alpha with that
 * power: the t test's number by its normal approximation, over the efficiency
 * 3 / pi (Hodges & Lehmann, Ann. Math. Statist. 27, 1956).  MIN_PAIRS at least, 1000000 at most.
 */
int stats_pairs_needed(double sd, double distance, double alpha, double power);

/*
 * What a rate that showed hits times in n tries is at least, with error alpha:
 * Clopper and Pearson's one-sided limit (Biometrika 26, 1934).  It holds, too,
 * where the tries ended with the last hit: both ask P(hits or more in n).
 */
double stats_rate_low(int hits, int n, double alpha);

/*
 * Tries in which something of that rate stays away with a chance of miss (0 < miss
 * < 1) at most; INT_MAX where that takes more.
 */
int stats_tries(double rate, double miss);

/*
 * Runs that each of so many judgements takes, so that with that confidence none
 * of them takes bad for good, going by a control that showed hits in n runs.  Half of the error is
 * for the control, the other half shared by the judgements (Bonferroni).
 */
int stats_runs_a_step(int hits, int n, int judgements, double confidence);

/* An upper 95 % limit of a rate of which nothing was seen in that exposure:
 * ln 20 = 3.0 (Hanley & Lippman-Hand, JAMA 249, 1983). */
static inline double stats_upper_rate(double exposure)
{
	return 3.0 / exposure;
}

#endif
