// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a zero eventfd sleep in eventfd_read(), writers of a full one in
 * eventfd_write(), both on ctx->wqh (fs/eventfd.c), not exclusively: one write
 * wakes all readers, one read all writers.  In semaphore mode it lets one
 * through.  A control: it can't lose a wakeup this way, and it shows a herd.
 */
#include <sys/eventfd.h>

#include "stressor.h"
#include "util.h"

#define COUNT_MAX (UINT64_MAX - 1)

static int add(const int *fd, uint64_t n)
{
	return full(write(*fd, &n, sizeof(n)), sizeof(n));
}

static int open_zero(void *site)
{
	int *fd = site;

	*fd = SYS(eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC));
	return *fd < 0 ? *fd : 0;
}

static int open_full(void *site)
{
	int ret = open_zero(site);

	return ret ? ret : add(site, COUNT_MAX);
}

static void event_close(void *site)
{
	fd_close(site);
}

static int take_one(void *site)
{
	const int *fd = site;
	uint64_t v;

	return full(read(*fd, &v, sizeof(v)), sizeof(v));
}

static int add_one(void *site)
{
	return add(site, 1);
}

static int not_zero(void *site)
{
	const int *fd = site;

	return fd_ready(*fd, POLLIN);
}

static int not_full(void *site)
{
	const int *fd = site;

	return fd_ready(*fd, POLLOUT);
}

const struct stressor event_read = {
	.name = "eventfd",
	.summary = "read() of a zero eventfd: all wake, one gets through",
	.queue = "ctx->wqh",
	.waits_in = "eventfd_read do_wait_intr_irq",
	.primitive = "wait_event_interruptible_locked_irq",
	.woken_by = "eventfd_write",
	.wakes = ALL,
	.site_size = sizeof(int),
	.open = open_zero,
	.close = event_close,
	.wait = take_one,
	.post = add_one,
	.ready = not_zero,
};

const struct stressor event_write = {
	.name = "eventfd-write",
	.summary = "write() to a full eventfd: all wake, one gets through",
	.queue = "ctx->wqh",
	.waits_in = "eventfd_write do_wait_intr_irq",
	.primitive = "wait_event_interruptible_locked_irq",
	.woken_by = "eventfd_read",
	.wakes = ALL,
	.site_size = sizeof(int),
	.open = open_full,
	.close = event_close,
	.wait = add_one,
	.post = take_one,
	.ready = not_full,
};
