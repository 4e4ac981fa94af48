// SPDX-License-Identifier: GPL-2.0
/*
 * As epoll-exclusive, but what all the epolls watch is a pipe, which does not
 * wake for each event:
 *
 *   epoll-exclusive-pipe  a write wakes when it finds the pipe empty; up
 * to 6.18 at least, each write to a pipe that was ever polled
 *   epoll-exclusive-out   a read wakes when it finds the pipe full
 *
 * Live bug: two events can be one wakeup, which reaches one epoll.  Who slept
 * there and takes its share does not wake the next, as read() and write() do
 * for those who slept in them, in pipe_read() and pipe_write() (fs/pipe.c).
 */
#include <fcntl.h>
#include <sys/epoll.h>

#include "stressor.h"
#include "stressors/lib/epoll-site.h"

static int read_wait_for(void *site, uint64_t ns)
{
	const struct pipe_ends *p = site;
	int ret = epoll_sleep_alone(p->rd, EPOLLIN, ns);

	return ret ? ret : pipe_take(site);
}

static int read_wait(void *site)
{
	return read_wait_for(site, FOREVER);
}

static int write_open(void *site)
{
	const struct pipe_ends *p = site;
	int ret = pipe_open_full(site);

	return ret ? ret : SYS(fcntl(p->wr, F_SETFL, O_NONBLOCK));
}

static int write_wait_for(void *site, uint64_t ns)
{
	const struct pipe_ends *p = site;
	int ret = epoll_sleep_alone(p->wr, EPOLLOUT, ns);

	return ret ? ret : full(write(p->wr, pipe_page, PIPE_SLOT), PIPE_SLOT);
}

static int write_wait(void *site)
{
	return write_wait_for(site, FOREVER);
}

const struct stressor epoll_exclusive_pipe = {
	.name = "epoll-exclusive-pipe",
	.summary = "EPOLLEXCLUSIVE: many epolls on one empty pipe",
	.queue = "pipe->rd_wait",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "pipe_write anon_pipe_write pipe_release",
	.two_steps = true,
	.max_posts = PIPE_BYTES,
	.site_size = sizeof(struct pipe_ends),
	.open = pipe_open_nonblock,
	.close = pipe_ends_close,
	.shed = pipe_shed_writer,
	.wait = read_wait,
	.wait_for = read_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};

const struct stressor epoll_exclusive_out = {
	.name = "epoll-exclusive-out",
	.summary = "EPOLLEXCLUSIVE: many epolls on one full pipe",
	.queue = "pipe->wr_wait",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "pipe_read anon_pipe_read pipe_resize_ring pipe_release",
	.two_steps = true,
	.max_posts = PIPE_SLOTS,
	.site_size = sizeof(struct pipe_ends),
	.open = write_open,
	.close = pipe_ends_close,
	.shed = pipe_shed_reader,
	.wait = write_wait,
	.wait_for = write_wait_for,
	.post = pipe_make_room,
	.ready = pipe_has_room,
	.rearm = pipe_fill,
	.resize = pipe_grow,
	.hang_up = pipe_close_reader,
};
