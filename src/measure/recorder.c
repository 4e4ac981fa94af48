// SPDX-License-Identifier: GPL-2.0
#include "measure/recorder.h"

/* The buckets of one power of two; how many values. */
static uint64_t drain_block(uint32_t *from, uint64_t *to)
{
	uint64_t n = 0;

	for (unsigned k = 0; k < 1u << HIST_SUB_BITS; k++) {
		if (!from[k])
			continue;
		to[k] += from[k];
		n += from[k];
		from[k] = 0;
	}
	return n;
}

bool recorder_widen(struct recorder *r, uint64_t ns)
{
	if (ns >> HIST_MAX_BITS) {
		if (!r->over++ || ns < r->over_min)
			r->over_min = ns;
		if (ns > r->over_max)
			r->over_max = ns;
		return false;
	}
	if (!r->range) {
		r->min = ns;
		r->range = 1;
	} else if (ns < r->min) {
		r->range += r->min - ns;
		r->min = ns;
	} else {
		r->range = ns - r->min + 1;
	}
	return true;
}

void recorder_drain(struct recorder *r, struct hist *h)
{
	uint64_t min = r->range ? r->min : r->over_min;
	uint64_t max = r->over ? r->over_max : r->min + r->range - 1;
	uint64_t n = r->over;

	for (unsigned i = 0; i < HIST_OCTAVES; i++)
		if (r->block[i])
			n += drain_block(r->block[i],
					 &h->bucket[i << HIST_SUB_BITS]);
	if (!n)
		return;
	if (!h->count || min < h->min)
		h->min = min;
	if (max > h->max)
		h->max = max;
	h->count += n;
	h->sum += r->sum;
	h->over += r->over;
	r->range = r->sum = r->over = r->over_max = 0;
}
