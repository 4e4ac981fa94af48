/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hold one task at one place of the kernel, so that a window of nanoseconds is
 * as wide as wanted: /dev/wakestorm-stretch of our module.  The task spins
 * there with interrupts off, so it must be on another CPU than we are.
 *
 * A place is a symbol, with an offset or not, and with the time that it is
 * reached, when it is not the first one: "unix_wait_for_peer+0xd4#2".
 */
#ifndef STRETCH_H
#define STRETCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "result.h"

#define STRETCH_PLACE 80 /* bytes of one, with the 0 at its end */

struct stretch {
	int fd; /* -1: none */
};

/* NULL, or why no task can be held here. */
const char *stretch_missing(void);

/*
 * The task will be held when it is at place, until it is freed, or for 200 ms.
 * 0; -ENOENT: no such symbol; -EINVAL: no probe can be there; -ESRCH, or
 * another -errno.  There is nothing to close then.
 */
int stretch_arm(struct stretch *st, pid_t tid, const char *place);

/* The same, but it is only counted how often the task comes by. */
int stretch_count(struct stretch *st, pid_t tid, const char *place);
uint64_t stretch_hits(const struct stretch *st);

/* Does it stand there now? */
bool stretch_holds(const struct stretch *st);

/* Let it go on.  0: it was held up to now; -ETIME: not so long; -ENODATA: it
 * has not come by, and won't be held any more. */
int stretch_free(struct stretch *st);

/* Frees, too.  Sleeps for a grace period of the kernel's. */
void stretch_close(struct stretch *st);

/*
 * Places on the way out of a sleep, for a waiter that sleeps like s: behind
 * each call on its stack, then the entries of functions that queue, sleep and
 * leave, whether it calls them or not.  Only arming tells which of them are
 * there.  How many, max at most.
 */
int stretch_windows(const struct sleeper *s, char window[][STRETCH_PLACE],
		    int max);

/* Does the function of that name put a task on a queue? */
bool stretch_queues(const char *place);

#endif
