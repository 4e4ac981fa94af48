/* SPDX-License-Identifier: GPL-2.0 */
/* To be told of an event by poll(), and not by the call that takes it. */
#ifndef POLL_FOR_H
#define POLL_FOR_H

#include <poll.h>

#include "stressors/lib/until.h"
#include "util.h"

/* As waits_in of who calls this. */
#define POLL_WAITS_IN "do_poll do_sys_poll poll_schedule_timeout"

/* Sleep until fd has one of these events, or an error, but not longer than ns
 * nanoseconds; 0: no limit.  0, -ETIMEDOUT or another -errno. */
static inline int poll_for(int fd, short events, uint64_t ns)
{
	const struct timespec limit = span(ns);
	struct pollfd p = { .fd = fd, .events = events };
	int n = SYS(ppoll(&p, 1, ns ? &limit : NULL, NULL));

	return n > 0 ? 0 : n ? n : -ETIMEDOUT;
}

#endif
