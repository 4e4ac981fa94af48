// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stats.h"

/* Ranks are counted in halves, so that the mean of two ranks is a whole one. */
#define MAX_SUM	  (MAX_PAIRS * (MAX_PAIRS + 1))
#define MAX_WALSH (MAX_PAIRS * (MAX_PAIRS + 1) / 2)

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double stats_median(double *v, int n)
{
	qsort(v, n, sizeof(*v), by_value);
	return (v[(n - 1) / 2] + v[n / 2]) / 2;
}

double stats_quantile(const struct hist *h, double p)
{
	double want = p * h->count, below = 0;

	for (unsigned i = 0; i < HIST_BUCKETS && h->count; i++) {
		double in = h->bucket[i];

		if (in > 0 && below + in >= want) {
			double low = fmax(hist_lower(i), h->min);
			double high = fmin(hist_lower(i + 1), h->max);

			return low +
			       fmax(high - low, 0) * fmax(want - below, 0) / in;
		}
		below += in;
	}
	return h->max;
}

double stats_above(const struct hist *h, double ns)
{
	double above = 0;

	for (unsigned i = 0; i < HIST_BUCKETS && h->count; i++) {
		double low = fmax(hist_lower(i), h->min);
		double high = fmin(hist_lower(i + 1), h->max);

		if (!h->bucket[i] || high < ns)
			continue;
		above += low >= ns || high <= low
				 ? h->bucket[i]
				 : h->bucket[i] * (high - ns) / (high - low);
	}
	return above;
}

/* Double ranks of the sorted sizes: 2, 4, 6 ..., equal ones share their mean.
 */
static void double_ranks(const double *size, int n, int *rank)
{
	for (int i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && size[end] == size[i];)
			end++;
		for (int k = i; k < end; k++)
			rank[k] = i + 1 + end;
	}
}

/*
 * share[s] becomes the share of the 2^n choices of signs in which the double
 * ranks with a minus add up to s.  Returns the largest sum.
 */
static int sum_shares(const int *rank, int n, double share[MAX_SUM + 1])
{
	int top = 0;

	memset(share, 0, (MAX_SUM + 1) * sizeof(*share));
	share[0] = 1;
	for (int i = 0; i < n; i++) {
		top += rank[i];
		for (int s = top; s >= 0; s--) {
			double with = s >= rank[i] ? share[s - rank[i]] : 0;

			share[s] = (share[s] + with) / 2;
		}
	}
	return top;
}

double stats_signed_rank(const double *d, int n)
{
	double size[MAX_PAIRS], share[MAX_SUM + 1], tail = 0;
	int rank[MAX_PAIRS], m = 0, minus = 0, top;

	for (int i = 0; i < n && i < MAX_PAIRS; i++)
		if (d[i] != 0)
			size[m++] = fabs(d[i]);
	if (!m)
		return 1;
	qsort(size, m, sizeof(*size), by_value);
	double_ranks(size, m, rank);
	for (int i = 0; i < n && i < MAX_PAIRS; i++)
		for (int k = 0; k < m && d[i] < 0; k++)
			if (size[k] == -d[i]) {
				minus += rank[k];
				break;
			}
	top = sum_shares(rank, m, share);
	if (minus > top - minus)
		minus = top - minus;
	for (int s = 0; s <= minus; s++)
		tail += share[s];
	return fmin(2 * tail, 1);
}

/* How many of the sorted Walsh averages lie outside on each side; -1: no n. */
static int outside(int n, double level)
{
	double share[MAX_SUM + 1], tail = 0;
	int rank[MAX_PAIRS], top, k = -1;

	for (int i = 0; i < n; i++)
		rank[i] = i + 1;
	top = sum_shares(rank, n, share);
	while (k < top) {
		tail += share[k + 1];
		if (2 * tail > 1 - level + 1e-12)
			break;
		k++;
	}
	return k;
}

struct shift stats_shift(const double *d, int n, double level)
{
	double walsh[MAX_WALSH];
	struct shift shift = { 0, -INFINITY, INFINITY };
	int m = 0, k;

	if (n > MAX_PAIRS)
		n = MAX_PAIRS;
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			walsh[m++] = (d[i] + d[j]) / 2;
	if (!m)
		return shift;
	shift.estimate = stats_median(walsh, m);
	k = outside(n, level);
	if (k >= 0 && k < m - k) {
		shift.low = walsh[k];
		shift.high = walsh[m - 1 - k];
	}
	return shift;
}

void stats_holm(double *p, int n)
{
	double floor = 0;

	/* The smallest p that is not yet done is marked by a negative sign. */
	for (int left = n; left > 0; left--) {
		int least = -1;

		for (int i = 0; i < n; i++)
			if (p[i] >= 0 && (least < 0 || p[i] < p[least]))
				least = i;
		if (least < 0)
			break;
		floor = fmin(fmax(floor, p[least] * left), 1);
		p[least] = -1 - floor;
	}
	for (int i = 0; i < n; i++)
		p[i] = -1 - p[i];
}

/* The same from above: a p is worth no more than a larger one. */
void stats_benjamini_hochberg(double *p, int n)
{
	double roof = 1;

	for (int left = n; left > 0; left--) {
		int most = -1;

		for (int i = 0; i < n; i++)
			if (p[i] >= 0 && (most < 0 || p[i] > p[most]))
				most = i;
		if (most < 0)
			break;
		roof = fmin(roof, p[most] * n / left);
		p[most] = -1 - roof;
	}
	for (int i = 0; i < n; i++)
		p[i] = -1 - p[i];
}

static double mean(const double *v, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += v[i];
	return n ? sum / n : 0;
}

double stats_sd(const double *v, int n)
{
	double middle = mean(v, n), sum = 0;

	for (int i = 0; i < n; i++)
		sum += (v[i] - middle) * (v[i] - middle);
	return n > 1 ? sqrt(sum / (n - 1)) : 0;
}

double stats_lag1(const double *v, int n)
{
	double middle = mean(v, n), both = 0, all = 0;

	for (int i = 0; i < n; i++) {
		all += (v[i] - middle) * (v[i] - middle);
		if (i)
			both += (v[i - 1] - middle) * (v[i] - middle);
	}
	return all > 0 ? both / all : 0;
}

static double log_choose(int n, int k)
{
	int sign;

	return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) -
	       lgamma_r(n - k + 1, &sign);
}

double stats_fisher(int hit_a, int n_a, int hit_b, int n_b)
{
	int hits = hit_a + hit_b;
	int low = hits > n_b ? hits - n_b : 0;
	int high = hits < n_a ? hits : n_a;
	double all = log_choose(n_a + n_b, hits), p = 0;
	double seen = log_choose(n_a, hit_a) + log_choose(n_b, hit_b) - all;

	for (int k = low; k <= high; k++) {
		double one =
			log_choose(n_a, k) + log_choose(n_b, hits - k) - all;

		/* equal tables differ in the last digits only */
		if (one <= seen + 1e-9)
			p += exp(one);
	}
	return fmin(p, 1);
}
