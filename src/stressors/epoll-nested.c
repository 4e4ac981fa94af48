// SPDX-License-Identifier: GPL-2.0
/*
 * As the stressor epoll, many in epoll_wait() on one epoll, exclusively, but
 * what that watches is an epoll: its ep_poll_callback() wakes who polls it, by
 * ep_poll_safewake() of ep->poll_wait, which is this one's callback, and that
 * wakes one (fs/eventpoll.c).
 *
 * Who was woken harvests before it looks at signals or at the time.  Live bug:
 * not when it is killed, as in epoll.c.
 */
#include <sys/epoll.h>

#include "stressor.h"
#include "stressors/lib/epoll-site.h"

struct nested_site {
	struct epoll_site inner;
	int ep;
};

static int nested_open(void *site)
{
	struct nested_site *s = site;
	int ret = epoll_open(site);

	s->ep = ret ? -1 : epoll_watch(s->inner.ep, EPOLLIN);
	return ret ? ret : s->ep < 0 ? s->ep : 0;
}

static void nested_close(void *site)
{
	struct nested_site *s = site;

	fd_close(&s->ep);
	epoll_close(site);
}

static int nested_wait_for(void *site, uint64_t ns)
{
	const struct nested_site *s = site;
	int ret = epoll_sleep(s->ep, ns, NULL);

	return ret ? ret : pipe_take(site);
}

static int nested_wait(void *site)
{
	return nested_wait_for(site, FOREVER);
}

const struct stressor epoll_nested = {
	.name = "epoll-nested",
	.summary = "epoll_wait() by many on an epoll of an epoll",
	.queue = "ep->wq",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "__add_wait_queue_exclusive",
	.woken_by = "ep_poll_callback ep_poll_safewake ep_done_scan",
	.lifo = true,
	.max_posts = PACKETS,
	.site_size = sizeof(struct nested_site),
	.open = nested_open,
	.close = nested_close,
	.shed = pipe_shed_writer,
	.wait = nested_wait,
	.wait_for = nested_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};
