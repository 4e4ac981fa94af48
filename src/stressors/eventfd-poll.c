// SPDX-License-Identifier: GPL-2.0
/*
 * poll() of an eventfd sleeps in poll_schedule_timeout() with an entry that is
 * not exclusive on ctx->wqh (fs/eventfd.c), the queue of those who read and
 * write.  A wakeup has a key there, and pollwake() lets only those through who
 * asked for it: a write wakes who waits for EPOLLIN, a read who waits for
 * EPOLLOUT.  Readers and writers, which look at no key, would not tell when it
 * is the wrong one.  A control, and a herd.
 */
#include <sys/eventfd.h>

#include "stressor.h"
#include "stressors/lib/event-count.h"
#include "stressors/lib/poll-for.h"

static int open_zero(void *site)
{
	return event_count_open(site, EFD_NONBLOCK);
}

static int open_full(void *site)
{
	const uint64_t most = UINT64_MAX - 1;
	const int *fd = site;
	int ret = open_zero(site);

	return ret ? ret : full(write(*fd, &most, sizeof(most)), sizeof(most));
}

static int in_wait_for(void *site, uint64_t ns)
{
	const int *fd = site;
	int ret = poll_for(*fd, POLLIN, ns);

	return ret ? ret : event_count_take(site);
}

static int in_wait(void *site)
{
	return in_wait_for(site, 0);
}

static int out_wait(void *site)
{
	const int *fd = site;
	int ret = poll_for(*fd, POLLOUT, 0);

	return ret ? ret : event_count_add(site);
}

static int out_ready(void *site)
{
	const int *fd = site;

	return fd_ready(*fd, POLLOUT);
}

#define POLLED                                                             \
	.queue = "ctx->wqh", .waits_in = POLL_WAITS_IN,                    \
	.primitive = "add_wait_queue", .kconfig = "EVENTFD", .wakes = ALL, \
	.site_size = sizeof(int), .close = event_count_close

const struct stressor eventfd_poll = {
	.name = "eventfd-poll",
	.summary = "poll() of a zero eventfd: all wake, one gets through",
	.woken_by = "eventfd_write",
	POLLED,
	.open = open_zero,
	.wait = in_wait,
	.wait_for = in_wait_for,
	.post = event_count_add,
	.ready = event_count_is_set,
};

const struct stressor eventfd_poll_out = {
	.name = "eventfd-poll-out",
	.summary = "poll() of a full eventfd: all wake, one gets through",
	.woken_by = "eventfd_read",
	POLLED,
	.open = open_full,
	.wait = out_wait,
	.post = event_count_take,
	.ready = out_ready,
};
