// SPDX-License-Identifier: GPL-2.0
/*
 * As for the stressor eventfd, readers of a zero eventfd sleep on ctx->wqh, but
 * the event is not written by a task: eventfd_signal() (fs/eventfd.c) is how
 * the kernel tells of one, here of a completion of AIO that names the eventfd.
 * It wakes all, and one gets through.  A control, and a herd.
 *
 * What completes is a read of a byte that is there at once.  A context belongs
 * to one address space: each poster has its own.
 */
#include <linux/aio_abi.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "stressors/lib/event-count.h"
#include "util.h"

struct signal_site {
	int count; /* the eventfd */
	int zero;
};

/* This task's; not of a parent, whose ring a child only inherits. */
static _Thread_local struct {
	aio_context_t context;
	pid_t tid;
} own;

static int own_context(void)
{
	if (own.tid == gettid())
		return 0;
	own.context = 0;
	own.tid = gettid();
	return SYS(syscall(SYS_io_setup, 1, &own.context));
}

static int signal_open(void *site)
{
	struct signal_site *s = site;
	int ret;

	s->zero = -1;
	ret = event_count_open(&s->count, 0);
	if (!ret)
		ret = s->zero = SYS(open("/dev/zero", O_RDONLY | O_CLOEXEC));
	return ret < 0 ? ret : 0;
}

static void signal_close(void *site)
{
	struct signal_site *s = site;

	event_count_close(site);
	fd_close(&s->zero);
}

static int signal_post(void *site)
{
	const struct signal_site *s = site;
	char byte;
	struct iocb cb = { .aio_lio_opcode = IOCB_CMD_PREAD,
			   .aio_fildes = (uint32_t)s->zero,
			   .aio_buf = (uintptr_t)&byte,
			   .aio_nbytes = 1,
			   .aio_flags = IOCB_FLAG_RESFD,
			   .aio_resfd = (uint32_t)s->count };
	struct iocb *list = &cb;
	struct io_event done;
	int ret = own_context();

	if (!ret)
		ret = full(syscall(SYS_io_submit, own.context, 1, &list), 1);
	return ret ? ret
		   : full(syscall(SYS_io_getevents, own.context, 1, 1, &done,
				  NULL),
			  1);
}

const struct stressor event_signal = {
	.name = "eventfd-signal",
	.summary = "read() of a zero eventfd, until the kernel signals it",
	.queue = "ctx->wqh",
	.waits_in = "eventfd_read do_wait_intr_irq",
	.primitive = "wait_event_interruptible_locked_irq",
	.woken_by = "eventfd_signal eventfd_signal_mask",
	.kconfig = "AIO EVENTFD",
	.wakes = ALL,
	.site_size = sizeof(struct signal_site),
	.open = signal_open,
	.close = signal_close,
	.wait = event_count_take,
	.post = signal_post,
	.ready = event_count_is_set,
};
