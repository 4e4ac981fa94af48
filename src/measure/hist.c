// SPDX-License-Identifier: GPL-2.0
#include "measure/hist.h"

static uint64_t lower(unsigned i, unsigned sub_bits)
{
	unsigned shift;

	if (i < 2u << sub_bits)
		return i;
	shift = (i >> sub_bits) - 1;
	return (uint64_t)(i - (shift << sub_bits)) << shift;
}

uint64_t hist_lower(unsigned i)
{
	return lower(i, HIST_SUB_BITS);
}

void hist_record(struct hist *h, uint64_t ns)
{
	hist_record_many(h, ns, 1);
}

void hist_record_many(struct hist *h, uint64_t ns, uint64_t n)
{
	if (!n)
		return;
	if (!h->count || ns < h->min)
		h->min = ns;
	if (ns > h->max)
		h->max = ns;
	h->count += n;
	h->sum += ns * n;
	if (ns >> HIST_MAX_BITS)
		h->over += n;
	else
		h->bucket[hist_bucket(ns)] += n;
}

void hist_merge(struct hist *into, const struct hist *from)
{
	if (!from->count)
		return;
	if (!into->count || from->min < into->min)
		into->min = from->min;
	if (from->max > into->max)
		into->max = from->max;
	into->count += from->count;
	into->sum += from->sum;
	into->over += from->over;
	for (unsigned i = 0; i < HIST_BUCKETS; i++)
		if (from->bucket[i])
			into->bucket[i] += from->bucket[i];
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

bool hist_add_coarse(struct hist *h, unsigned sub_bits, unsigned i, uint64_t n)
{
	unsigned last = ((HIST_MAX_BITS - sub_bits + 1) << sub_bits) - 1;
	unsigned from, parts;
	uint64_t low, high;

	if (i > last)
		return false;
	low = lower(i, sub_bits);
	high = lower(i + 1, sub_bits) - 1;
	if (i == last && h->max > high) {
		h->over += n;
		return true;
	}
	low = low > h->min ? low : h->min;
	high = high < h->max ? high : h->max;
	if (low > high)
		return false;
	from = hist_bucket(low);
	parts = hist_bucket(high) - from + 1;
	for (unsigned k = 0; k < parts && n; k++)
		h->bucket[from + k] += n / parts + (k < n % parts);
	return true;
}
