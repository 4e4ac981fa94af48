// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <math.h>

#include "measure/stats.h"

#define MOST_PAIRS 1000000
#define EFFICIENCY (3 / M_PI) /* of ranks, where the t test is at its best */

double stats_normal(double p)
{
	double low = -40, high = 40;

	for (int i = 0; i < 80; i++) {
		double middle = (low + high) / 2;

		if (erfc(-middle / M_SQRT2) / 2 < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

int stats_pairs_needed(double sd, double distance, double alpha, double power)
{
	double z = stats_normal(1 - alpha / 2) + stats_normal(power);
	double n = ceil(z * z * sd * sd / (EFFICIENCY * distance * distance));

	if (!(n < MOST_PAIRS))
		return MOST_PAIRS;
	return n > MIN_PAIRS ? (int)n : MIN_PAIRS;
}

/* P(hits or more in n), 0 < p < 1. */
static double upper_tail(int hits, int n, double p)
{
	double sum = 0;
	int sign;

	for (int k = hits; k <= n; k++)
		sum += exp(lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) -
			   lgamma_r(n - k + 1, &sign) + k * log(p) +
			   (n - k) * log1p(-p));
	return sum;
}

double stats_rate_low(int hits, int n, double alpha)
{
	double low = 0, high = 1;

	for (int i = 0; hits > 0 && i < 60; i++) {
		double middle = (low + high) / 2;

		if (upper_tail(hits, n, middle) < alpha)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int stats_tries(double rate, double miss)
{
	double n = rate < 1 ? ceil(log(miss) / log1p(-rate)) : 1;

	return n < INT_MAX ? (int)fmax(n, 1) : INT_MAX;
}

int stats_runs_a_step(int hits, int n, int judgements, double confidence)
{
	double error = (1 - confidence) / 2;

	return stats_tries(stats_rate_low(hits, n, error), error / judgements);
}
