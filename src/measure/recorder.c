// SPDX-License-Identifier: GPL-2.0
#include "measure/recorder.h"

bool recorder_widen(struct recorder *r, struct hist_pool *pool, uint64_t ns)
{
	unsigned last;

	if (ns >> HIST_MAX_BITS) {
		if (!r->over++ || ns < r->over_min)
			r->over_min = ns;
		if (ns > r->over_max)
			r->over_max = ns;
		r->over_sum += ns;
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
	last = hist_place(r->min + r->range - 1).octave;
	for (unsigned i = hist_place(r->min).octave; i <= last; i++)
		if (!r->block[i])
			r->block[i] =
				pool->block[atomic_fetch_add(&pool->used, 1)];
	return true;
}

/* Of bucket i, as far as r has seen values in it. */
static uint64_t middle_of(const struct recorder *r, unsigned i)
{
	uint64_t low = hist_lower(i), high = hist_lower(i + 1) - 1;

	low = low > r->min ? low : r->min;
	high = high - r->min < r->range ? high : r->min + r->range - 1;
	return low + (high - low) / 2;
}

/* The buckets of one power of two, from bucket i on. */
static void drain_block(const struct recorder *r, unsigned i, uint32_t *block,
			struct hist *h)
{
	for (unsigned k = 0; k < 1u << HIST_SUB_BITS; k++, i++) {
		if (!block[k])
			continue;
		h->bucket[i] += block[k];
		h->count += block[k];
		h->sum += block[k] * middle_of(r, i);
		block[k] = 0;
	}
}

void recorder_drain(struct recorder *r, struct hist *h)
{
	uint64_t min = r->range ? r->min : r->over_min;
	uint64_t max = r->over ? r->over_max : r->min + r->range - 1;

	if (!r->range && !r->over)
		return;
	if (!h->count || min < h->min)
		h->min = min;
	if (max > h->max)
		h->max = max;
	for (unsigned i = 0; i < HIST_OCTAVES; i++)
		if (r->block[i])
			drain_block(r, i << HIST_SUB_BITS, r->block[i], h);
	h->count += r->over;
	h->over += r->over;
	h->sum += r->over_sum;
	r->range = r->over = r->over_max = r->over_sum = 0;
}
