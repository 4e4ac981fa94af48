/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads of the engine, one on each other CPU: what they do at the same time
 * is told by lanes.  They sleep but for a race, in which they spin.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include "engine/lane.h"

struct helpers;

/* Start them, and measure what the clock and a spin take.  0 or -errno. */
int helpers_start(struct run *r, struct helpers **h);

/* Who plays which lane: the engine the one of this number, if there is one.
 * Where there are more lanes than helpers, one after the other. */
void helpers_share(struct helpers *h, struct lane lane[], int lanes, int here);

/* All who have a lane come to the barrier.  We don't sleep, so that no waiter
 * runs.  False: not all are there in time. */
bool helpers_assemble(struct helpers *h);

/* The first time at which a lane may be due. */
uint64_t helpers_ready_ns(const struct helpers *h);

/* Open the barrier, and play our own lane; until all have played theirs. */
void helpers_go(struct helpers *h);

#endif
