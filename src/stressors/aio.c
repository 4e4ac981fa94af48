// SPDX-License-Identifier: GPL-2.0
/*
 * io_getevents() sleeps in read_events() on ctx->wait (fs/aio.c),
 * interruptibly and not exclusively; a completion wakes all sleepers.  Once
 * awake, they look for completions before they look at signals.
 *
 * A context belongs to one address space, and waiters may be processes: each
 * has a context of its own, and polls one eventfd that all share.  A write to
 * it completes every poll, in the writer's context; one waiter gets the count.
 */
#include <linux/aio_abi.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "stressors/lib/event-count.h"
#include "stressors/lib/until.h"
#include "util.h"

/* This task's context; not of a parent, whose ring a child only inherits. */
static _Thread_local struct {
	aio_context_t context;
	pid_t tid;
	bool polling;
} own;

static int aio_open(void *site)
{
	return event_count_open(site, EFD_NONBLOCK);
}

static int own_context(void)
{
	if (own.tid == gettid())
		return 0;
	own.context = 0;
	own.polling = false;
	own.tid = gettid();
	return SYS(syscall(SYS_io_setup, 1, &own.context));
}

/* Begin to poll, unless an earlier wait() that was interrupted has. */
static int start_poll(int fd)
{
	struct iocb cb = { .aio_lio_opcode = IOCB_CMD_POLL,
			   .aio_fildes = (uint32_t)fd,
			   .aio_buf = POLLIN };
	struct iocb *list = &cb;
	int ret = own_context();

	if (ret || own.polling)
		return ret;
	ret = full(syscall(SYS_io_submit, own.context, 1, &list), 1);
	own.polling = !ret;
	return ret;
}

static int wait_until(int *fd, struct timespec *limit)
{
	struct io_event done;
	int ret = start_poll(*fd);

	if (ret)
		return ret;
	ret = SYS(syscall(SYS_io_getevents, own.context, 1, 1, &done, limit));
	if (ret <= 0)
		return ret ? ret : -ETIMEDOUT;
	own.polling = false;
	return event_count_take(fd);
}

static int aio_wait(void *site)
{
	return wait_until(site, NULL);
}

static int aio_wait_for(void *site, uint64_t ns)
{
	struct timespec limit = span(ns);

	return wait_until(site, &limit);
}

const struct stressor aio = {
	.name = "aio",
	.summary = "io_getevents() for polls of one eventfd",
	.queue = "ctx->wait",
	.waits_in = "read_events",
	.primitive = "wait_event_interruptible_hrtimeout",
	.woken_by = "aio_complete",
	.kconfig = "AIO EVENTFD",
	.wakes = ALL,
	.site_size = sizeof(int),
	.open = aio_open,
	.close = event_count_close,
	.wait = aio_wait,
	.wait_for = aio_wait_for,
	.post = event_count_add,
	.ready = event_count_is_set,
};
