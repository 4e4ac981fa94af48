// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a timerfd sleep in timerfd_read() on ctx->wqh (fs/timerfd.c), not
 * exclusively: the timer's interrupt wakes all, and one gets the ticks.  Once
 * awake, a reader looks at the ticks before it looks at signals.  A control.
 *
 * A post sets the timer to a moment long past.  It fires at once, in an
 * interrupt that may come after the return.  Setting it throws away ticks that
 * nobody has read: one event at a time.
 */
#include <sys/timerfd.h>

#include "stressor.h"
#include "util.h"

static int timer_open(void *site)
{
	int *fd = site;

	*fd = SYS(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
	return *fd < 0 ? *fd : 0;
}

static void timer_close(void *site)
{
	fd_close(site);
}

static int timer_wait(void *site)
{
	const int *fd = site;
	uint64_t ticks;

	return full(read(*fd, &ticks, sizeof(ticks)), sizeof(ticks));
}

static int timer_post(void *site)
{
	static const struct itimerspec past = { .it_value.tv_nsec = 1 };
	const int *fd = site;

	return SYS(timerfd_settime(*fd, TFD_TIMER_ABSTIME, &past, NULL));
}

static int timer_ready(void *site)
{
	const int *fd = site;

	return fd_ready(*fd, POLLIN);
}

const struct stressor timer_fd = {
	.name = "timerfd",
	.summary = "read() of a timerfd: all wake, one gets the ticks",
	.queue = "ctx->wqh",
	.waits_in = "timerfd_read timerfd_read_iter do_wait_intr_irq",
	.primitive = "wait_event_interruptible_locked_irq",
	.woken_by = "timerfd_triggered",
	.wakes = ALL,
	.deferred = true,
	.max_posts = 1,
	.site_size = sizeof(int),
	.open = timer_open,
	.close = timer_close,
	.wait = timer_wait,
	.post = timer_post,
	.ready = timer_ready,
};
