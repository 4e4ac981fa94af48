// SPDX-License-Identifier: GPL-2.0
/*
 * Threads of OrangeFS's client in user space sleep in poll() of /dev/pvfs2-req
 * on orangefs_request_list_waitq (fs/orangefs/devorangefs-req.c), not
 * exclusively: each request wakes all, and the first takes it.
 *
 * Live bug: a request to call off an operation that was interrupted while the
 * client had it is put on the list by orangefs_cancel_op_in_progress()
 * (fs/orangefs/waitqueue.c), which wakes nobody.  The slot that the operation
 * has is taken until another request wakes the client; when all slots are taken
 * so, there is none: readers and writers sleep in wait_for_free() for 15
 * minutes.
 *
 * Each second post sends a read, which the client takes and does not answer;
 * the others call it off.
 */
#include <poll.h>

#include "stressor.h"
#include "stressors/lib/orangefs-client.h"
#include "stressors/lib/orangefs-proto.h"
#include "stressors/lib/until.h"
#include "util.h"

#define SLOTS 16 /* a waiter that is killed may leave one taken */

struct upcall_site {
	struct orangefs_client client;
	bool reading;
};

static int take(const struct orangefs_client *c, const struct timespec *limit)
{
	const struct orangefs_down known = { .type = ORANGEFS_CANCEL };
	struct pollfd p = { .fd = c->dev, .events = POLLIN };
	struct orangefs_request r;
	int ret = SYS(ppoll(&p, 1, limit, NULL));

	if (ret <= 0)
		return ret ? ret : -ETIMEDOUT;
	ret = orangefs_take(c, &r);
	if (!ret && r.up.type == ORANGEFS_CANCEL)
		ret = orangefs_reply(c, r.head.tag, &known);
	return ret;
}

static int upcall_wait(void *site)
{
	const struct upcall_site *s = site;

	return take(&s->client, NULL);
}

static int upcall_wait_for(void *site, uint64_t ns)
{
	const struct timespec limit = span(ns);
	const struct upcall_site *s = site;

	return take(&s->client, &limit);
}

static int upcall_open(void *site)
{
	struct upcall_site *s = site;
	int ret;

	s->client.slots = SLOTS;
	ret = orangefs_client_open(&s->client);
	orangefs_daemon_stop(&s->client); /* from now on, waiters do it */
	return ret;
}

static void upcall_close(void *site)
{
	struct upcall_site *s = site;

	orangefs_client_close(&s->client);
}

static int upcall_post(void *site)
{
	struct upcall_site *s = site;

	while (!ring_take(&s->client.ring, NULL))
		;
	s->reading = !s->reading;
	return s->reading ? orangefs_client_read(&s->client)
			  : orangefs_client_call_off(&s->client);
}

static int upcall_ready(void *site)
{
	const struct upcall_site *s = site;

	return fd_ready(s->client.dev, POLLIN);
}

const struct stressor orangefs_upcall = {
	.name = "orangefs-upcall",
	.summary =
		"poll() for the requests of OrangeFS: all wake, one takes it",
	.queue = "orangefs_request_list_waitq",
	.waits_in = "do_poll do_sys_poll poll_schedule_timeout",
	.primitive = "add_wait_queue",
	.woken_by = "service_operation",
	.kconfig = "ORANGEFS_FS IO_URING",
	.wakes = ALL,
	.deferred = true,
	.two_steps = true,
	.max_posts = 1,
	.needs = ORANGEFS_NEEDS,
	.site_size = sizeof(struct upcall_site),
	.open = upcall_open,
	.close = upcall_close,
	.wait = upcall_wait,
	.wait_for = upcall_wait_for,
	.post = upcall_post,
	.ready = upcall_ready,
};
