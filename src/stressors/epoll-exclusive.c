// SPDX-License-Identifier: GPL-2.0
/*
 * Each waiter has an epoll of its own, and all watch one socket with
 * EPOLLEXCLUSIVE: their entries are exclusive on the socket's queue, and
 * ep_poll_callback() (fs/eventpoll.c) says of each whether it counts.  It does
 * when somebody sleeps in that epoll, in ep_poll().  A socket wakes for each
 * packet.
 *
 * Live bug, as that of epoll: who was woken and is killed before it runs takes
 * the socket's wakeup with it, and the other epolls are not told.  Nor are they
 * while it is stopped, traced or frozen: it has harvested and will read later,
 * and EPOLLEXCLUSIVE promises no more than that one is told.
 */
#include <sys/epoll.h>

#include "stressor.h"
#include "stressors/lib/epoll-site.h"

static int own_wait_for(void *site, uint64_t ns)
{
	const struct pipe_ends *p = site;
	int ret = epoll_sleep_alone(p->rd, EPOLLIN, ns);

	return ret ? ret : pipe_take(site);
}

static int own_wait(void *site)
{
	return own_wait_for(site, FOREVER);
}

const struct stressor epoll_exclusive = {
	.name = "epoll-exclusive",
	.summary = "EPOLLEXCLUSIVE: many epolls on one socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "sock_def_readable sock_def_wakeup",
	.two_steps = true,
	.max_posts = PACKETS,
	.site_size = sizeof(struct pipe_ends),
	.open = packets_open,
	.close = pipe_ends_close,
	.shed = pipe_shed_writer,
	.wait = own_wait,
	.wait_for = own_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};
