// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>

#include "measure/hgrm.h"

#define US	   1e3 /* ns */
#define HALF_TICKS 5   /* rows until the distance to 100 % has halved */

static double next_level(double level)
{
	double halvings = floor(log2(1 / (1 - level))) + 1;

	return level + 1 / (HALF_TICKS * exp2(halvings));
}

static void write_rows(FILE *f, const struct hist *h)
{
	double level = 0;
	uint64_t seen = 0;

	for (unsigned i = 0; i < HIST_BUCKETS && seen < h->count; i++) {
		uint64_t top = hist_lower(i + 1) - 1;

		seen += h->bucket[i];
		if (!h->bucket[i] || seen == h->count)
			continue;
		for (; level * (double)h->count <= (double)seen;
		     level = next_level(level))
			fprintf(f, "%12.3f %14.12f %10" PRIu64 " %14.2f\n",
				(double)(top < h->max ? top : h->max) / US,
				level, seen, 1 / (1 - level));
	}
	fprintf(f, "%12.3f %14.12f %10" PRIu64 "\n", (double)h->max / US, 1.,
		h->count);
}

/* By the middle of each bucket; what is over counts as the maximum. */
static double deviation(const struct hist *h, double mean)
{
	double sum = (double)h->over * pow((double)h->max - mean, 2);

	for (unsigned i = 0; i < HIST_BUCKETS; i++) {
		double middle = (double)(hist_lower(i) + hist_lower(i + 1) - 1);

		sum += (double)h->bucket[i] * pow(middle / 2 - mean, 2);
	}
	return sqrt(sum / (double)h->count);
}

void hgrm_write(FILE *f, const struct hist *h)
{
	double mean = (double)h->sum / (double)h->count;

	fprintf(f, "%12s %14s %10s %14s\n\n", "Value", "Percentile",
		"TotalCount", "1/(1-Percentile)");
	write_rows(f, h);
	fprintf(f, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", mean / US,
		deviation(h, mean) / US);
	fprintf(f, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
		(double)h->max / US, h->count);
	fprintf(f, "#[Buckets = %12d, SubBuckets     = %12d]\n", HIST_OCTAVES,
		1 << HIST_SUB_BITS);
}
