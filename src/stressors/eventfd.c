// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a zero eventfd sleep in eventfd_read(), writers of a full one in
 * eventfd_write(), both on ctx->wqh (fs/eventfd.c), not exclusively: one write
 * wakes all readers, one read all writers.  In semaphore mode it lets one
 * through.  A control: it can't lose a wakeup this way, and it shows a herd.
 */
#include "stressor.h"
#include "stressors/lib/event-count.h"
#include "util.h"

#define COUNT_MAX (UINT64_MAX - 1)

static int open_zero(void *site)
{
	return event_count_open(site, 0);
}

static int open_full(void *site)
{
	const uint64_t most = COUNT_MAX;
	const int *fd = site;
	int ret = open_zero(site);

	return ret ? ret : full(write(*fd, &most, sizeof(most)), sizeof(most));
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
	.close = event_count_close,
	.wait = event_count_take,
	.post = event_count_add,
	.ready = event_count_is_set,
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
	.close = event_count_close,
	.wait = event_count_add,
	.post = event_count_take,
	.ready = not_full,
};
