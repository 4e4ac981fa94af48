/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One waiter of a script is held at a place of the kernel (engine/stretch.h),
 * on another CPU, while the steps go on.
 */
#ifndef HOLD_H
#define HOLD_H

#include "engine/stretch.h"

struct run;
struct waiter;

struct hold {
	struct waiter *w;  /* NULL: nobody is to be held */
	struct stretch at; /* armed for w */
	bool stands;	   /* w is there */
	bool missed;	   /* in this play: never, or not for long enough */
	uint64_t plays;	   /* in which it was held */
};

/*
 * w goes to another CPU, and will be held at place.  Arming may sleep: who was
 * woken before may run.  0, or -errno as stretch_arm().
 */
int hold_begin(struct run *r, struct waiter *w, const char *place);

/*
 * After a step that may have woken it: wait until it stands there.  0, also
 * where it still sleeps or rests; -ENODATA: it has left and did not come by;
 * -ETIME: it is somewhere else, for long.
 */
int hold_follow(struct run *r);

/* Let it go, if one is held, and bring it back. */
void hold_let_go(struct run *r);

/* Nobody was held as it should be: what was found since there were so many lost
 * wakeups, and so much evidence, does not count. */
void losses_forget(struct run *r, uint64_t lost, int evidences);

/* The verdict of a script that holds a waiter: at which place. */
void hold_conclude(struct run *r);

/* --- steps of it, for act stretch --- */

/* Is it back from wait(), or dead?  Asks no /proc: it may be held. */
bool waiter_has_left(const struct waiter *w);

/* Let others run until w has left, or sleeps; for a moment. */
void waiter_let_rest(struct run *r, const struct waiter *w);

/* Let run until w sleeps, or is back. */
void waiter_let_sleep(struct run *r, struct waiter *w);

/* To our CPU, and not under way. */
void waiter_bring_back(struct run *r, struct waiter *w);

#endif
