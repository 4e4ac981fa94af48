/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A log-linear histogram of nanoseconds: each power of two is cut into 128
 * equal buckets, so a value is known to 1 part in 128 or better.  It holds no
 * pointer, needs no set-up beyond zeroes, and two of them merge by addition.
 */
#ifndef HIST_H
#define HIST_H

#include <stdbool.h>
#include <stdint.h>

#define HIST_SUB_BITS 7
#define HIST_MAX_BITS 40 /* 2^40 ns is 18 minutes; above is over */
#define HIST_OCTAVES  (HIST_MAX_BITS - HIST_SUB_BITS + 1)
#define HIST_BUCKETS  (HIST_OCTAVES << HIST_SUB_BITS)

struct hist {
	uint64_t count;	   /* of all values, those that are over too */
	uint64_t min, max; /* exact, ns; min is 0 while count is 0 */
	uint64_t sum;	   /* ns; of a recorder's values by their buckets */
	uint64_t over;	   /* values of 2^40 ns and more: in no bucket */
	uint64_t bucket[HIST_BUCKETS];
};

/* Where a value below 2^40 ns belongs: which power of two, which part of it. */
struct hist_place {
	unsigned octave, part;
};

static inline struct hist_place hist_place(uint64_t ns)
{
	uint64_t not_small = ns | ((2u << HIST_SUB_BITS) - 1);
	unsigned shift =
		63 - (unsigned)__builtin_clzll(not_small) - HIST_SUB_BITS;
	unsigned top = (unsigned)(ns >> shift);

	return (struct hist_place){ shift + (top >> HIST_SUB_BITS),
				    top % (1u << HIST_SUB_BITS) };
}

/* Its number among all buckets. */
static inline unsigned hist_bucket(uint64_t ns)
{
	struct hist_place p = hist_place(ns);

	return (p.octave << HIST_SUB_BITS) + p.part;
}

void hist_record(struct hist *h, uint64_t ns);
void hist_record_many(struct hist *h, uint64_t ns, uint64_t n);
void hist_merge(struct hist *into, const struct hist *from);

/*
 * The value, ns, that a share p (0..1) of all values does not exceed: the upper
 * end of its bucket, never above the exact maximum, which stands for those that
 * are over.  0 when h is empty.
 */
uint64_t hist_percentile(const struct hist *h, double p);

/* Bucket i holds the values hist_lower(i) .. hist_lower(i + 1) - 1, ns. */
uint64_t hist_lower(unsigned i);

/*
 * Add n values of bucket i of a histogram with 2^sub_bits buckets a power of
 * two, spread evenly over its part within h's min and max, which are there
 * already.  Its last bucket may hold what is over here.  False: h can't have
 * had such a bucket.
 */
bool hist_add_coarse(struct hist *h, unsigned sub_bits, unsigned i, uint64_t n);

#endif
