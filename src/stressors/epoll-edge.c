// SPDX-License-Identifier: GPL-2.0
/*
 * As the stressor epoll, many in epoll_wait() on one epoll, exclusively, which
 * watches a pipe for edges (EPOLLET).  There is a byte in the pipe, all the
 * time: the event is that one more comes.  Who reads would need no wakeup for
 * it, but here each write must bring one (3a34b13a88ca, 5.14): before 7.x by
 * each write to a pipe that was polled, then to one that was polled for edges
 * (fs/pipe.c).
 *
 * Two edges may be one event.  Live bug: killed before it harvests, as in
 * epoll.c.
 */
#include <sys/epoll.h>

#include "stressor.h"
#include "stressors/lib/epoll-site.h"

static int edge_open(void *site)
{
	struct epoll_site *s = site;
	int ret = pipe_open_nonblock(site);

	s->ep = -1;
	if (!ret)
		ret = pipe_put(site);
	if (!ret)
		ret = s->ep = epoll_watch(s->source.rd, EPOLLIN | EPOLLET);
	return ret < 0 ? ret : epoll_sleep(s->ep, 0, NULL); /* the first edge */
}

static int edge_wait_for(void *site, uint64_t ns)
{
	const struct epoll_site *s = site;
	int ret = epoll_sleep(s->ep, ns, NULL);

	return ret ? ret : pipe_take(site);
}

static int edge_wait(void *site)
{
	return edge_wait_for(site, FOREVER);
}

const struct stressor epoll_edge = {
	.name = "epoll-edge",
	.summary = "epoll_wait() by many, for edges of a pipe that has bytes",
	.queue = "ep->wq",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "__add_wait_queue_exclusive",
	.woken_by = "ep_poll_callback",
	.lifo = true,
	.max_posts = 1,
	.site_size = sizeof(struct epoll_site),
	.open = edge_open,
	.close = epoll_close,
	.wait = edge_wait,
	.wait_for = edge_wait_for,
	.post = pipe_put,
	.otherwise = OTHERWISE(pipe_put_memory),
};
