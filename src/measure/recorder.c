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

void recorder_drain(struct recorder *r, struct hist_pool *pool, struct hist *h)
{
	uint64_t n = r->over, min = UINT64_MAX - r->below_max;

	for (unsigned i = 0; i < HIST_OCTAVES; i++)
		if (r->block[i])
			n += drain_block(pool->block[r->block[i]],
					 &h->bucket[i << HIST_SUB_BITS]);
	if (!n)
		return;
	if (!h->count || min < h->min)
		h->min = min;
	if (r->max > h->max)
		h->max = r->max;
	h->count += n;
	h->sum += r->sum;
	h->over += r->over;
	r->below_max = r->max = r->sum = r->over = 0;
}
