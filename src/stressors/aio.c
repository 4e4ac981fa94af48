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
#include "util.h"

/* This task's context; not of a parent, whose ring a child only inherits. */
static _Thread_local struct {
	aio_context_t context;
	pid_t tid;
	bool polling;
} own;

static int aio_open(void *site)
{
	int *fd = site;

	*fd = SYS(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE));
	return *fd < 0 ? *fd : 0;
}

static void aio_close(void *site)
{
	fd_close(site);
}

static int own_context(void)
{
	int ret;

	if (own.tid == gettid())
		return 0;
	own.context = 0;
	own.polling = false;
	ret = SYS(syscall(SYS_io_setup, 1, &own.context));
	if (!ret)
		own.tid = gettid();
	return ret;
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

static int wait_until(int fd, struct timespec *limit)
{
	struct io_event done;
	uint64_t count;
	int ret = start_poll(fd);

	if (ret)
		return ret;
	ret = SYS(syscall(SYS_io_getevents, own.context, 1, 1, &done, limit));
	if (ret <= 0)
		return ret ? ret : -ETIMEDOUT;
	own.polling = false;
	return full(read(fd, &count, sizeof(count)), sizeof(count));
}

static int aio_wait(void *site)
{
	return wait_until(*(int *)site, NULL);
}

static int aio_wait_for(void *site, uint64_t ns)
{
	struct timespec t = { (time_t)(ns / SEC_NS), (long)(ns % SEC_NS) };

	return wait_until(*(int *)site, &t);
}

static int aio_post(void *site)
{
	uint64_t one = 1;

	return full(write(*(int *)site, &one, sizeof(one)), sizeof(one));
}

static int aio_ready(void *site)
{
	return fd_ready(*(int *)site, POLLIN);
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
	.close = aio_close,
	.wait = aio_wait,
	.wait_for = aio_wait_for,
	.post = aio_post,
	.ready = aio_ready,
};
