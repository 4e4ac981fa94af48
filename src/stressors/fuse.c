// SPDX-License-Identifier: GPL-2.0
/*
 * Daemons of a FUSE file system sleep in fuse_dev_do_read() on fiq->waitq
 * (fs/fuse/dev.c), exclusively and interruptibly; a client's request wakes one.
 * The request is a page of readahead, so that posting never sleeps.
 */
#include <poll.h>

#include "stressor.h"
#include "stressors/lib/fuse-conn.h"
#include "util.h"

static const struct need needs[] = {
	{ NEED_ROOT, NULL, "run as root, or in a guest" },
	{ NEED_PATH, "/dev/fuse", "modprobe fuse, or run in a guest" },
	{ 0 },
};

static int read_open(void *site)
{
	return fuse_conn_open(site);
}

static void read_close(void *site)
{
	fuse_conn_close(site);
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
	.needs = needs,
	.site_size = sizeof(struct fuse_conn),
	.open = read_open,
	.close = read_close,
	.wait = read_wait,
	.post = read_post,
	.ready = read_ready,
};
