/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread that makes the calls for which the poster would have to sleep.  It
 * runs above everybody else, on the poster's CPU: when hand_call() returns, the
 * call is done, or asleep.  (Without the right to real-time, a bit later.)
 */
#ifndef HAND_H
#define HAND_H

#include <stdatomic.h>

struct hand {
	void (*call)(void *arg);
	void *arg;
	int tid;
	atomic_uint order;
};

/* Start it.  h lies in the site; one process has the thread, others only give
 * orders.  0 or -errno. */
int hand_start(struct hand *h, void (*call)(void *arg), void *arg);

/* One call.  0, or -EAGAIN: it is still busy with the last one.  Another CPU may
 * let the last one end, and run ahead of it: a moment is granted. */
int hand_call(struct hand *h);

/* The same by one of so many. */
int hand_call_any(struct hand *h, int hands);

/* Is it in its call? */
int hand_busy(const struct hand *h);

#endif
