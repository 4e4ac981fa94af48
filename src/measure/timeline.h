/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happened when: counts by steps of equal length, which double when the
 * line is full, so that a run of any length fits.
 */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stdint.h>

#define TIMELINE_STEPS	  240
#define TIMELINE_LOSSES	  64
#define TIMELINE_FIRST_NS 10000000 /* a step of a short run */

struct timeline {
	uint64_t step_ns; /* 0: nothing was added */
	int steps, losses;
	uint64_t taken[TIMELINE_STEPS], signals[TIMELINE_STEPS];
	uint64_t lost_ns[TIMELINE_LOSSES]; /* the first of them, from start */
};

/* So many more events were taken and signals sent, at_ns after the start. */
void timeline_add(struct timeline *t, uint64_t at_ns, uint64_t taken,
		  uint64_t signals);

/* The event that was posted at_ns after the start woke nobody. */
void timeline_lose(struct timeline *t, uint64_t at_ns);

#endif
