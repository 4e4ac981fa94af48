/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Steps that happen at the same time.  Each has a lane; the engine plays one of
 * them on the waiters' CPU, or none, and helpers play the others on other CPUs.
 * All meet at a barrier, and each begins when its own offset is over.
 */
#ifndef RACE_H
#define RACE_H

#include "engine/engine.h"

/*
 * Play these steps at the same time; number: of the race in its script, from 0.
 * 1: each did its thing; 0: one of them had nothing to do; -errno: the verdict
 * is in the result.  r->unplayed: the helpers did not come, nothing was done.
 */
int race_play(struct run *r, int number, const struct step *step, int lanes);

/* What came of the round teaches at which offsets the next ones are played. */
void race_learn(struct run *r);

/* Another script comes: what was learned is of no use for it. */
void race_forget(struct run *r);

/* Which offsets were met goes into the result. */
void race_conclude(struct run *r);

#endif
