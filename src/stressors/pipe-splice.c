// SPDX-License-Identifier: GPL-2.0
/*
 * splice() from an empty pipe sleeps in pipe_wait_readable(), vmsplice() to a
 * full one in pipe_wait_writable() (fs/pipe.c, called from fs/splice.c), on the
 * same queues as read() and write(), interruptibly, but not exclusively: each
 * wakeup reaches all of them, and besides one reader or writer.  A control:
 * nobody's wakeup can be used up by another.
 */
#include <fcntl.h>
#include <sys/uio.h>

#include "stressor.h"
#include "stressors/lib/pipe-ends.h"

struct splice_site {
	struct pipe_ends pipe;
	int null; /* where bytes go; -1: bytes of memory come */
};

static int splice_open(void *site)
{
	struct splice_site *s = site;
	int ret = pipe_open_empty(&s->pipe);

	s->null = ret ? -1 : SYS(open("/dev/null", O_WRONLY | O_CLOEXEC));
	return s->null < 0 ? s->null : 0;
}

static void splice_close(void *site)
{
	struct splice_site *s = site;

	pipe_ends_close(&s->pipe);
	fd_close(&s->null);
}

static int splice_byte(void *site)
{
	const struct splice_site *s = site;

	return full(splice(s->pipe.rd, NULL, s->null, NULL, 1, 0), 1);
}

static int vmsplice_page(void *site)
{
	const struct iovec v = { (void *)pipe_page, PIPE_SLOT };
	const struct pipe_ends *p = site;

	return full(vmsplice(p->wr, &v, 1, 0), PIPE_SLOT);
}

const struct stressor pipe_splice = {
	.name = "pipe-splice",
	.summary = "splice() from an empty pipe: all wake, one gets through",
	.queue = "pipe->rd_wait",
	.waits_in = "pipe_wait_readable",
	.primitive = "wait_event_interruptible",
	.woken_by = "pipe_write anon_pipe_write pipe_release",
	.wakes = ALL,
	.max_posts = PIPE_BYTES,
	.site_size = sizeof(struct splice_site),
	.open = splice_open,
	.close = splice_close,
	.shed = pipe_shed_writer,
	.wait = splice_byte,
	.post = pipe_put,
	.otherwise = OTHERWISE(pipe_put_memory),
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};

const struct stressor pipe_vmsplice = {
	.name = "pipe-vmsplice",
	.summary = "vmsplice() to a full pipe: all wake, one gets through",
	.queue = "pipe->wr_wait",
	.waits_in = "pipe_wait_writable",
	.primitive = "wait_event_interruptible",
	.woken_by = "pipe_read anon_pipe_read pipe_resize_ring pipe_release",
	.wakes = ALL,
	.max_posts = PIPE_SLOTS,
	.site_size = sizeof(struct pipe_ends),
	.open = pipe_open_full,
	.close = pipe_ends_close,
	.shed = pipe_shed_reader,
	.wait = vmsplice_page,
	.post = pipe_make_room,
	.otherwise = OTHERWISE(pipe_splice_out),
	.ready = pipe_has_room,
	.rearm = pipe_fill,
	.resize = pipe_grow,
	.hang_up = pipe_close_reader,
};
