// SPDX-License-Identifier: GPL-2.0
/*
 * poll() of an empty pipe sleeps in poll_schedule_timeout(), called from
 * do_poll() (fs/select.c), with an entry that is not exclusive on
 * pipe->rd_wait: each write wakes all, and one of them gets the byte.  Files
 * are looked at before signals and timeouts.  A control, and a herd.
 */
#include <poll.h>

#include "stressor.h"
#include "stressors/lib/pipe-ends.h"
#include "stressors/lib/until.h"

static int poll_take(void *site, const struct timespec *timeout)
{
	const struct pipe_ends *p = site;
	struct pollfd in = { .fd = p->rd, .events = POLLIN };
	int n = SYS(ppoll(&in, 1, timeout, NULL));

	return n > 0 ? pipe_take(site) : n ? n : -ETIMEDOUT;
}

static int poll_wait(void *site)
{
	return poll_take(site, NULL);
}

static int poll_wait_for(void *site, uint64_t ns)
{
	const struct timespec t = span(ns);

	return poll_take(site, &t);
}

const struct stressor poll_herd = {
	.name = "poll-herd",
	.summary = "poll() of an empty pipe: all wake, one gets through",
	.queue = "pipe->rd_wait",
	.waits_in = "do_poll do_sys_poll poll_schedule_timeout",
	.primitive = "add_wait_queue",
	.woken_by = "pipe_write anon_pipe_write pipe_release",
	.wakes = ALL,
	.max_posts = PIPE_BYTES,
	.site_size = sizeof(struct pipe_ends),
	.open = pipe_open_nonblock,
	.close = pipe_ends_close,
	.shed = pipe_shed_writer,
	.wait = poll_wait,
	.wait_for = poll_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};
