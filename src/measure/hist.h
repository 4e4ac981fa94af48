/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A log-linear histogram of nanoseconds: each power of two is cut into 32 equal
 * buckets, so a value is known to 1 part in 32 or better.  It holds no pointer,
 * needs no set-up beyond zeroes, and two of them merge by addition.
 */
#ifndef HIST_H
#define HIST_H

#include <stdint.h>

#define HIST_SUB_BITS 5
#define HIST_MAX_BITS 40 /* 2^40 ns is 18 minutes; above is clamped */
#define HIST_BUCKETS  ((HIST_MAX_BITS - HIST_SUB_BITS + 1) << HIST_SUB_BITS)

struct hist {
	uint64_t count;
	uint64_t min, max; /* exact, ns; min is 0 while count is 0 */
	uint64_t sum;	   /* ns */
	uint32_t bucket[HIST_BUCKETS];
};

void hist_record(struct hist *h, uint64_t ns);
void hist_merge(struct hist *into, const struct hist *from);

/*
 * The value, ns, that a share p (0..1) of all values does not exceed: the upper
 * end of its bucket, never above the exact maximum.  0 when h is empty.
 */
uint64_t hist_percentile(const struct hist *h, double p);

/* Bucket i holds the values hist_lower(i) .. hist_lower(i + 1) - 1, ns. */
uint64_t hist_lower(unsigned i);
unsigned hist_bucket(uint64_t ns);

#endif
