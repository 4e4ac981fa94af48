/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One writer's own histogram, small because it reaches no further than what
 * the writer has seen: the buckets of a power of two come out of a pool when a
 * value falls into it, or on both sides of it.  No lock, no system call, and
 * room for all: nothing that is recorded can be dropped.
 *
 * Pool and recorders live in zeroed memory that all writers share, at the same
 * address; pages that nobody needs cost nothing.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <stdatomic.h>
#include <stddef.h>

#include "measure/hist.h"

/* A cache line more than the buckets: equal buckets of neighbours must not
 * compete for the same sets of the cache. */
#define POOL_STRIDE ((1u << HIST_SUB_BITS) + 16)

struct hist_pool {
	_Alignas(64) atomic_uint used; /* blocks */
	_Alignas(64) uint32_t block[][POOL_STRIDE];
};

/* Zeroed, it has seen nothing. */
struct recorder {
	uint64_t min, range; /* values seen: min .. min + range - 1 */
	/* Of 2^HIST_MAX_BITS ns and more. */
	uint64_t over, over_min, over_max, over_sum;
	uint32_t *block[HIST_OCTAVES]; /* in the pool; NULL: none yet */
};

/* Bytes of a pool for that many recorders. */
static inline size_t hist_pool_size(size_t recorders)
{
	return sizeof(struct hist_pool) +
	       recorders * HIST_OCTAVES * POOL_STRIDE * sizeof(uint32_t);
}

/* Take in a value that is out of the range seen, and have blocks for all that
 * is between.  False: it is over, and has no bucket. */
bool recorder_widen(struct recorder *r, struct hist_pool *pool, uint64_t ns);

/* Only r's owner may call this.  A bucket takes 2^32 - 1 values until
 * recorder_drain(). */
static inline void recorder_add(struct recorder *r, struct hist_pool *pool,
				uint64_t ns)
{
	struct hist_place p = hist_place(ns);

	if (__builtin_expect(ns - r->min >= r->range, 0) &&
	    !recorder_widen(r, pool, ns))
		return;
	r->block[p.octave][p.part]++;
}

/* Add all of r to h, the sum by the middle of each bucket, 0.4 % off at most;
 * and empty r.  Its owner must not run. */
void recorder_drain(struct recorder *r, struct hist *h);

#endif
