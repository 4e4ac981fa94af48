/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One writer's own histogram, small because it holds only what the writer has
 * seen: the buckets of a power of two come out of a pool, the first time that a
 * value falls into it.  No lock, no system call, and room for all: nothing that
 * is recorded can be dropped.
 *
 * Pool and recorders live in zeroed memory that is shared by all writers; pages
 * that nobody needs cost nothing.
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
	_Alignas(64) atomic_uint used; /* blocks; block 0 is nobody's */
	_Alignas(64) uint32_t block[][POOL_STRIDE];
};

struct recorder {
	uint64_t below_max; /* UINT64_MAX - the smallest: zeroed means none */
	uint64_t max, sum, over;
	uint32_t block[HIST_OCTAVES]; /* in the pool; 0: none yet */
};

/* Bytes of a pool for that many recorders. */
static inline size_t hist_pool_size(size_t recorders)
{
	return sizeof(struct hist_pool) +
	       (recorders * HIST_OCTAVES + 1) * POOL_STRIDE * sizeof(uint32_t);
}

/* Only r's owner may call this.  A bucket takes 2^32 - 1 values until
 * recorder_drain(). */
static inline void recorder_add(struct recorder *r, struct hist_pool *pool,
				uint64_t ns)
{
	unsigned i;
	uint32_t *block;

	r->sum += ns;
	if (ns > r->max)
		r->max = ns;
	if (UINT64_MAX - ns > r->below_max)
		r->below_max = UINT64_MAX - ns;
	if (__builtin_expect(ns >> HIST_MAX_BITS != 0, 0)) {
		r->over++;
		return;
	}
	i = hist_bucket(ns);
	block = &r->block[i >> HIST_SUB_BITS];
	if (__builtin_expect(!*block, 0))
		*block = atomic_fetch_add(&pool->used, 1) + 1;
	pool->block[*block][i % (1u << HIST_SUB_BITS)]++;
}

/* Add all of r to h, and empty r.  Its owner must not run. */
void recorder_drain(struct recorder *r, struct hist_pool *pool, struct hist *h);

#endif
