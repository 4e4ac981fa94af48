// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <sys/epoll.h>

#include "stressors/lib/arrival.h"
#include "util.h"

/* No waiter of its CPU runs before a poster with real-time priority: what it
 * awaits does come, if late where threads of the kernel want that CPU, too. */
#define PATIENCE_MS	     5
#define REALTIME_PATIENCE_MS 200

int arrival_watch(int fd)
{
	struct epoll_event edge = { .events = EPOLLIN | EPOLLET };
	int ret, watch = SYS(epoll_create1(EPOLL_CLOEXEC));

	if (watch < 0)
		return watch;
	ret = SYS(epoll_ctl(watch, EPOLL_CTL_ADD, fd, &edge));
	if (!ret)
		return watch;
	close(watch);
	return ret;
}

void arrival_forget(int watch)
{
	struct epoll_event edge;

	epoll_wait(watch, &edge, 1, 0);
}

int arrival_await(int watch)
{
	int patience_ms = sched_getscheduler(0) == SCHED_FIFO
				  ? REALTIME_PATIENCE_MS
				  : PATIENCE_MS;
	struct epoll_event edge;
	int ret = SYS(epoll_wait(watch, &edge, 1, patience_ms));

	return ret < 0 ? ret : 0;
}
