// SPDX-License-Identifier: GPL-2.0
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
