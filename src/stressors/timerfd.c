// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a timerfd sleep in timerfd_read() on ctx->wqh (fs/timerfd.c), not
 * exclusively: the timer's interrupt wakes all, and one gets the ticks.  Once
 * awake, a reader looks at the ticks before it looks at signals.  A control.
 *
 * poll() of one sleeps there, too, and looks at the key of the wakeup.
 *
 * A post sets the timer to a moment long past.  It fires at once, in an
 * interrupt that may come after the return.  Setting it throws away ticks that
 * nobody has read: one event at a time.
 */
#include <sys/timerfd.h>

#include "stressor.h"
#include "stressors/lib/poll-for.h"
#include "util.h"

static int create(int *fd, int flags)
{
	*fd = SYS(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | flags));
	return *fd < 0 ? *fd : 0;
}

static int timer_open(void *site)
{
	return create(site, 0);
}

static int polled_open(void *site)
{
	return create(site, TFD_NONBLOCK);
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

static int polled_wait_for(void *site, uint64_t ns)
{
	const int *fd = site;
	int ret = poll_for(*fd, POLLIN, ns);

	return ret ? ret : timer_wait(site);
}

static int polled_wait(void *site)
{
	return polled_wait_for(site, 0);
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

#define TIMER_SITE                                                          \
	.queue = "ctx->wqh", .woken_by = "timerfd_triggered", .wakes = ALL, \
	.deferred = true, .max_posts = 1, .site_size = sizeof(int),         \
	.close = timer_close, .post = timer_post, .ready = timer_ready

const struct stressor timer_fd = {
	.name = "timerfd",
	.summary = "read() of a timerfd: all wake, one gets the ticks",
	.waits_in = "timerfd_read timerfd_read_iter do_wait_intr_irq",
	.primitive = "wait_event_interruptible_locked_irq",
	TIMER_SITE,
	.open = timer_open,
	.wait = timer_wait,
};

const struct stressor timer_fd_poll = {
	.name = "timerfd-poll",
	.summary = "poll() of a timerfd: all wake, one gets the ticks",
	.waits_in = POLL_WAITS_IN,
	.primitive = "add_wait_queue",
	TIMER_SITE,
	.open = polled_open,
	.wait = polled_wait,
	.wait_for = polled_wait_for,
};
