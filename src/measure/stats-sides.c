// SPDX-License-Identifier: GPL-2.0
/*
 * Two sides without pairs.  Each test is the same question: given a score for
 * every run, how many ways to deal the runs to the two sides give one of them a
 * sum as far out as the one that was seen?
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stats.h"

#define SCORE_STEPS 100 /* of a log-rank score, to 1 */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int by_size(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The largest sum of k of the scores. */
static int largest_sum(const int *score, int n, int k)
{
	int sorted[2 * MAX_SIDE], sum = 0;

	memcpy(sorted, score, n * sizeof(*score));
	qsort(sorted, n, sizeof(*sorted), by_size);
	for (int i = n - k; i < n; i++)
		sum += sorted[i];
	return sum;
}

/*
 * How many choices of k of the n scores, all of them >= 0, add up to 0 .. *top.
 * free() it; NULL: no memory.
 */
static double *count_sums(const int *score, int n, int k, int *top)
{
	int last = largest_sum(score, n, k), row = last + 1;
	double *ways = calloc((size_t)(k + 1) * row, sizeof(*ways)), *sums;

	if (!ways)
		return NULL;
	*top = last;
	ways[0] = 1;
	for (int i = 0; i < n; i++)
		for (int c = i < k ? i + 1 : k; c > 0; c--)
			for (int s = last; s >= score[i]; s--)
				ways[c * row + s] +=
					ways[(c - 1) * row + s - score[i]];
	sums = malloc(row * sizeof(*sums));
	if (sums)
		memcpy(sums, ways + (size_t)k * row, row * sizeof(*sums));
	free(ways);
	return sums;
}

/* Twice the smaller tail of the sum of k scores; seen is part of both. */
static int two_tails(const int *score, int n, int k, int seen, double *p)
{
	double all = 0, below = 0, above = 0, *sums;
	int top;

	*p = 1;
	if (k < 1 || k >= n)
		return 0;
	sums = count_sums(score, n, k, &top);
	if (!sums)
		return -ENOMEM;
	for (int s = 0; s <= top; s++) {
		all += sums[s];
		below += s <= seen ? sums[s] : 0;
		above += s >= seen ? sums[s] : 0;
	}
	free(sums);
	*p = fmin(1, 2 * fmin(below, above) / all);
	return 0;
}

static int at_most(int n, int most)
{
	return n < most ? n : most;
}

int stats_mann_whitney(const double *a, int n, const double *b, int m,
		       double *p, double *delta)
{
	double all[2 * MAX_SIDE] = { 0 };
	int rank[2 * MAX_SIDE], seen = 0, more = 0;

	n = at_most(n, MAX_SIDE);
	m = at_most(m, MAX_SIDE);
	for (int i = 0; i < n; i++)
		all[i] = a[i];
	for (int i = 0; i < m; i++)
		all[n + i] = b[i];
	for (int i = 0; i < n + m; i++) {
		rank[i] = 1; /* twice the rank: 2, or the mean of equal ones */
		for (int k = 0; k < n + m; k++)
			rank[i] += (all[k] < all[i]) + (all[k] <= all[i]);
		seen += i >= n ? rank[i] : 0;
	}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < m; k++)
			more += (b[k] > a[i]) - (b[k] < a[i]);
	*delta = n && m ? (double)more / (n * m) : 0;
	return two_tails(rank, n + m, m, seen, p);
}

/* How many of the sorted differences lie outside on each side; -1: too few.
 * -ENOMEM otherwise. */
static int outside(int n, int m, double level, int *k)
{
	int rank[2 * MAX_SIDE], top, least = m * (m + 1) / 2;
	double all = 0, tail = 0, *sums;

	for (int i = 0; i < n + m; i++)
		rank[i] = i + 1;
	sums = count_sums(rank, n + m, m, &top);
	if (!sums)
		return -ENOMEM;
	for (int s = 0; s <= top; s++)
		all += sums[s];
	for (*k = -1; least + *k < top; ++*k) {
		tail += sums[least + *k + 1];
		if (2 * tail > (1 - level) * all * (1 + 1e-12))
			break;
	}
	free(sums);
	return 0;
}

int stats_shift_unpaired(const double *a, int n, const double *b, int m,
			 double level, struct shift *shift)
{
	double d[MAX_SIDE * MAX_SIDE];
	int pairs = 0, k = -1, ret;

	*shift = (struct shift){ 0, -INFINITY, INFINITY };
	n = at_most(n, MAX_SIDE);
	m = at_most(m, MAX_SIDE);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < m; j++)
			d[pairs++] = b[j] - a[i];
	if (!pairs)
		return 0;
	shift->estimate = stats_median(d, pairs);
	ret = outside(n, m, level, &k);
	if (!ret && k >= 0 && k < pairs - k) {
		shift->low = d[k];
		shift->high = d[pairs - 1 - k];
	}
	return ret;
}

static int by_time(const void *a, const void *b)
{
	const struct survival *x = a, *y = b;

	return by_value(&x->time, &y->time);
}

/*
 * The score of a run is its hit less the hazard that it went through: the sum
 * of hits / runs at risk over the times up to its own.  Those of the second
 * side add up to what was seen there less what was to be expected.
 */
static double variance_of(const struct survival *s, int n, double *score)
{
	double hazard = 0, variance = 0;

	for (int i = 0, end; i < n; i = end) {
		double risk = n - i, hits = 0, second = 0;

		for (end = i; end < n && s[end].time <= s[i].time; end++)
			hits += s[end].hit;
		for (int k = i; k < n; k++)
			second += s[k].second;
		hazard += hits / risk;
		if (risk > 1)
			variance += hits * (risk - hits) * second *
				    (risk - second) /
				    (risk * risk * (risk - 1));
		for (int k = i; k < end; k++)
			score[k] = s[k].hit - hazard;
	}
	return variance;
}

int stats_log_rank(struct survival *s, int n, double *z, double *p)
{
	double score[2 * MAX_SIDE], variance, least = 0, more = 0;
	int steps[2 * MAX_SIDE], seen = 0, second = 0;

	n = at_most(n, 2 * MAX_SIDE);
	qsort(s, n, sizeof(*s), by_time);
	variance = variance_of(s, n, score);
	for (int i = 0; i < n; i++)
		least = fmin(least, score[i]);
	for (int i = 0; i < n; i++) {
		steps[i] = (int)lround((score[i] - least) * SCORE_STEPS);
		if (!s[i].second)
			continue;
		second++;
		seen += steps[i];
		more += score[i];
	}
	*z = variance > 0 ? more / sqrt(variance) : 0;
	return two_tails(steps, n, second, seen, p);
}
