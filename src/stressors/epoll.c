// SPDX-License-Identifier: GPL-2.0
/*
 * Many in epoll_wait() on one epoll sleep in ep_poll() on ep->wq
 * (fs/eventpoll.c), exclusively and interruptibly, at the head of the queue:
 * who came last is woken first.  The source is a socket; each packet
 * runs ep_poll_callback(), which wakes one.  Who harvests an event that stays
 * (level triggered) wakes the next.
 *
 *   epoll       a signal or a timeout ends the sleep: who was woken harvests
 *               first, and loses nothing
 *   epoll-kill  all signals are blocked, only SIGKILL ends it
 *
 * Live bug: ep_send_events() leaves when a fatal signal is pending, before it
 * has looked and without waking the next.  When the one that was woken is
 * killed before it runs, the others sleep beside the event.
 *
 * ready() looks at the socket: poll() on an epoll wakes one of its waiters.
 */
#include "stressor.h"
#include "stressors/lib/epoll-site.h"

static int open_wait_for(void *site, uint64_t ns)
{
	const struct epoll_site *s = site;
	int ret = epoll_sleep(s->ep, ns, NULL);

	return ret ? ret : pipe_take(site);
}

static int open_wait(void *site)
{
	return open_wait_for(site, FOREVER);
}

static int masked_wait_for(void *site, uint64_t ns)
{
	const struct epoll_site *s = site;
	sigset_t all;
	int ret;

	sigfillset(&all);
	ret = epoll_sleep(s->ep, ns, &all);
	return ret ? ret : pipe_take(site);
}

static int masked_wait(void *site)
{
	return masked_wait_for(site, FOREVER);
}

const struct stressor epoll_open_to_signals = {
	.name = "epoll",
	.summary = "epoll_wait() by many on one epoll",
	.queue = "ep->wq",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "__add_wait_queue_exclusive",
	.woken_by = "ep_poll_callback ep_done_scan",
	.lifo = true,
	.max_posts = PACKETS,
	.site_size = sizeof(struct epoll_site),
	.open = epoll_open,
	.close = epoll_close,
	.shed = pipe_shed_writer,
	.wait = open_wait,
	.wait_for = open_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};

const struct stressor epoll_kill = {
	.name = "epoll-kill",
	.summary =
		"epoll_pwait() with all signals blocked, by many on one epoll",
	.queue = "ep->wq",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "__add_wait_queue_exclusive",
	.woken_by = "ep_poll_callback ep_done_scan",
	.stop = STOP_KILL,
	.lifo = true,
	.max_posts = PACKETS,
	.site_size = sizeof(struct epoll_site),
	.open = epoll_open,
	.close = epoll_close,
	.shed = pipe_shed_writer,
	.wait = masked_wait,
	.wait_for = masked_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};
