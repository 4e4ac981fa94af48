// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a zero eventfd sleep in eventfd_read() on ctx->wqh (fs/eventfd.c),
 * not exclusively: one write wakes them all, and in semaphore mode lets one
 * through.  A control: it can't lose a wakeup this way, and it shows a herd.
 */
#include <poll.h>
#include <sys/eventfd.h>

#include "stressor.h"
#include "util.h"

static int event_open(void *site)
{
	int *fd = site;

	*fd = SYS(eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC));
	return *fd < 0 ? *fd : 0;
}

static void event_close(void *site)
{
	fd_close(site);
}

static int event_wait(void *site)
{
	const int *fd = site;
	uint64_t v;

	return full(read(*fd, &v, sizeof(v)), sizeof(v));
}

static int event_post(void *site)
{
	const int *fd = site;
	uint64_t one = 1;

	return full(write(*fd, &one, sizeof(one)), sizeof(one));
}

static int event_ready(void *site)
{
	const int *fd = site;

	return fd_ready(*fd, POLLIN);
}

const struct stressor event_fd = {
	.name = "eventfd",
	.summary = "read() of a zero eventfd: all wake, one gets through",
	.queue = "ctx->wqh",
	.waits_in = "eventfd_read",
	.wakes = ALL,
	.site_size = sizeof(int),
	.open = event_open,
	.close = event_close,
	.wait = event_wait,
	.post = event_post,
	.ready = event_ready,
};
