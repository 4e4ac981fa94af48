// SPDX-License-Identifier: GPL-2.0
/*
 * As the stressor epoll, many in epoll_wait() on one epoll, exclusively, but
 * what wakes them is epoll_ctl(EPOLL_CTL_MOD): ep_modify() (fs/eventpoll.c)
 * looks whether the descriptor is ready, and wakes one.  It is, all the time,
 * and EPOLLONESHOT disables it with each event.
 *
 * Who was woken harvests before it looks at signals or at the time.  Live bug:
 * not when it is killed, as in epoll.c.
 */
#include <sys/epoll.h>

#include "stressor.h"
#include "stressors/lib/epoll-site.h"

static int modify(const struct epoll_site *s, uint32_t events)
{
	struct epoll_event e = { .events = EPOLLONESHOT | events };

	return SYS(epoll_ctl(s->ep, EPOLL_CTL_MOD, s->source.rd, &e));
}

static int modify_disable(void *site)
{
	return modify(site, 0);
}

static int modify_open(void *site)
{
	int ret = epoll_open(site);

	if (!ret)
		ret = modify_disable(site);
	return ret ? ret : pipe_put(site);
}

static int modify_wait_for(void *site, uint64_t ns)
{
	const struct epoll_site *s = site;

	return epoll_sleep(s->ep, ns, NULL);
}

static int modify_wait(void *site)
{
	return modify_wait_for(site, FOREVER);
}

static int modify_post(void *site)
{
	return modify(site, EPOLLIN);
}

/* ep_insert() looks whether it is ready, too. */
static int modify_add_anew(void *site)
{
	const struct epoll_site *s = site;
	struct epoll_event e = { .events = EPOLLONESHOT | EPOLLIN };
	int ret = SYS(epoll_ctl(s->ep, EPOLL_CTL_DEL, s->source.rd, NULL));

	return ret ? ret
		   : SYS(epoll_ctl(s->ep, EPOLL_CTL_ADD, s->source.rd, &e));
}

const struct stressor epoll_modify = {
	.name = "epoll-modify",
	.summary = "epoll_wait() by many, until EPOLL_CTL_MOD",
	.queue = "ep->wq",
	.waits_in = "ep_poll do_epoll_wait",
	.primitive = "__add_wait_queue_exclusive",
	.woken_by = "ep_modify ep_insert",
	.lifo = true,
	.max_posts = 1,
	.site_size = sizeof(struct epoll_site),
	.open = modify_open,
	.close = epoll_close,
	.wait = modify_wait,
	.wait_for = modify_wait_for,
	.post = modify_post,
	.otherwise = OTHERWISE(modify_add_anew),
	.rearm = modify_disable,
};
