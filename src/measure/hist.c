// SPDX-License-Identifier: GPL-2.0
#include "measure/hist.h"

unsigned hist_bucket(uint64_t ns)
{
	unsigned shift;

	if (ns >> HIST_MAX_BITS)
		return HIST_BUCKETS - 1;
	if (ns < 1u << HIST_SUB_BITS)
		return ns;
	shift = 63 - __builtin_clzll(ns) - HIST_SUB_BITS;
	return (shift << HIST_SUB_BITS) + (ns >> shift);
}

uint64_t hist_lower(unsigned i)
{
	unsigned shift;

	if (i < 2u << HIST_SUB_BITS)
		return i;
	shift = (i >> HIST_SUB_BITS) - 1;
	return (uint64_t)(i - (shift << HIST_SUB_BITS)) << shift;
}

void hist_record(struct hist *h, uint64_t ns)
{
	if (!h->count || ns < h->min)
		h->min = ns;
	if (ns > h->max)
		h->max = ns;
	h->count++;
	h->sum += ns;
	h->bucket[hist_bucket(ns)]++;
}

/* The count comes from the buckets: from may still be in use, and then its own
 * count is ahead or behind. */
void hist_merge(struct hist *into, const struct hist *from)
{
	if (!from->count)
		return;
	if (!into->count || from->min < into->min)
		into->min = from->min;
	if (from->max > into->max)
		into->max = from->max;
	into->sum += from->sum;
	for (unsigned i = 0; i < HIST_BUCKETS; i++) {
		uint32_t n = from->bucket[i];

		into->bucket[i] += n;
		into->count += n;
	}
}

uint64_t hist_percentile(const struct hist *h, double p)
{
	double want = p * (double)h->count;
	uint64_t seen = 0, value;

	if (!h->count)
		return 0;
	for (unsigned i = 0; i < HIST_BUCKETS; i++) {
		seen += h->bucket[i];
		if (!h->bucket[i] || (double)seen < want)
			continue;
		value = hist_lower(i + 1) - 1;
		return value < h->max ? value : h->max;
	}
	return h->max;
}
