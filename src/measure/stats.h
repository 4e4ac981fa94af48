/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exact statistics for few runs.  The unit is a run (a boot), never one
 * latency: values of one run depend on each other, and pooling them finds a
 * difference between a kernel and itself.  Nothing here allocates or prints.
 */
#ifndef STATS_H
#define STATS_H

#include "measure/hist.h"

#define MIN_PAIRS 6   /* fewer can't reach p < 0.05: 2 / 2^5 is 0.0625 */
#define MAX_PAIRS 100 /* what the exact methods take; further ones are cut */

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

/* Holm's step-down: replace each p by what it is worth among all n of them. */
void stats_holm(double *p, int n);

/* Two-sided exact p of Fisher's test: hit_a of n_a against hit_b of n_b. */
double stats_fisher(int hit_a, int n_a, int hit_b, int n_b);

#endif
