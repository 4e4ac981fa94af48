// SPDX-License-Identifier: GPL-2.0
/*
 * Daemons of a FUSE file system sleep in fuse_dev_do_read() on fiq->waitq
 * (fs/fuse/dev.c), exclusively and interruptibly; a client's request wakes one,
 * the end of the connection all.  Once awake, a daemon looks for a request
 * before it looks at signals.  The request is a page of readahead, so that
 * posting never sleeps.
 */
#include "stressor.h"
#include "stressors/lib/fuse-conn.h"
#include "util.h"

static int read_open(void *site)
{
	return fuse_conn_open(site);
}

static int read_wait(void *site)
{
	uint64_t unique;
	int op = fuse_conn_serve(site, &unique);

	if (op < 0)
		return op;
	return op == FUSE_READ ? fuse_conn_answer_read(site, unique) : -EAGAIN;
}

static int read_post(void *site)
{
	return fuse_conn_request(site);
}

static int read_ready(void *site)
{
	const struct fuse_conn *c = site;

	return fd_ready(c->dev, POLLIN);
}

const struct stressor fuse_read = {
	.name = "fuse-read",
	.summary = "FUSE daemons that wait for a request",
	.queue = "fiq->waitq",
	.waits_in = "fuse_dev_do_read",
	.primitive = "wait_event_interruptible_exclusive",
	.woken_by = "queue_request_and_unlock fuse_dev_wake_and_unlock "
		    "fuse_abort_conn fuse_chan_abort",
	.kconfig = "FUSE_FS ADVISE_SYSCALLS",
	.needs = FUSE_NEEDS,
	.site_size = sizeof(struct fuse_conn),
	.open = read_open,
	.close = fuse_conn_close,
	.wait = read_wait,
	.post = read_post,
	.ready = read_ready,
	.hang_up = fuse_conn_abort,
};
