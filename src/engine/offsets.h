/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When the lanes of a race begin, relative to lane 0: a search for the offsets
 * at which something else comes out.  Pure: no clock, no task.
 *
 * The space of offsets, one dimension a lane, is cut into boxes.  Two of three
 * races are where the outcome turns: in a box that has seen two outcomes, or
 * that touches one with another outcome.  That box is cut in two: at once where
 * it has seen two, else after a few.  So the search bisects towards each edge,
 * where windows of nanoseconds are.  The third race is anywhere: additive
 * recurrences in 1 to 3 dimensions (M. Roberts, "The Unreasonable Effectiveness
 * of Quasirandom Sequences", 2018) fill the space evenly, however many there
 * are.
 *
 * A lane may always begin a bit later than it was told; as much is taken off.
 */
#ifndef OFFSETS_H
#define OFFSETS_H

#include <stdbool.h>
#include <stdint.h>

#include "script.h"

#define MAX_OFFSETS  (MAX_LANES - 1)
#define MAX_BOXES    256
#define MAX_OUTCOMES 64
#define MAX_POINTS   4 /* races that a box remembers */
#define FINEST_NS    8 /* no box is cut below that */

struct point {
	int32_t ns[MAX_OFFSETS];
	uint64_t bit; /* of the outcome */
};

struct box {
	int32_t from_ns[MAX_OFFSETS], to_ns[MAX_OFFSETS]; /* up to, without */
	uint32_t asked, met; /* races that were to begin there, and did */
	uint64_t seen;	     /* a bit each outcome */
	uint64_t around;     /* seen here, or in a box that touches this one */
	struct point point[MAX_POINTS]; /* the last ones */
};

struct offsets {
	int lanes; /* of the race: lanes - 1 offsets */
	int32_t half_ns;
	uint64_t random;
	uint32_t even, asked;	      /* races so far */
	bool is_even;		      /* the last one */
	int32_t goal_ns[MAX_OFFSETS]; /* of the last one */
	int32_t late_ns[MAX_OFFSETS]; /* what begins where is late by that */
	uint32_t start[MAX_OFFSETS];  /* of the even ones, by the seed */
	uint64_t outcome[MAX_OUTCOMES];
	int outcomes, boxes;
	struct box box[MAX_BOXES];
};

/* Offsets from -half_ns to half_ns, half_ns from FINEST_NS on. */
void offsets_open(struct offsets *o, int lanes, int32_t half_ns, uint64_t seed);

/* The next ones, lanes - 1 of them, ns.  By the seed, and by what was learned.
 */
void offsets_ask(struct offsets *o, int32_t ns[MAX_OFFSETS]);

/* What came out at the offsets that were really met, as any number. */
void offsets_learn(struct offsets *o, const int32_t ns[MAX_OFFSETS],
		   uint64_t outcome);

/* The smallest box in which a race began, or NULL; its width is that of its
 * widest side. */
const struct box *offsets_finest(const struct offsets *o);
int32_t box_width(const struct offsets *o, const struct box *b);

#endif
