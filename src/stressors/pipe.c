// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of an empty pipe sleep in pipe_read() on pipe->rd_wait, writers of a
 * full one in pipe_write() on pipe->wr_wait (fs/pipe.c); both exclusively and
 * interruptibly.  A writer wakes a reader and the other way round, and each
 * passes the wake on while there is more to read or room.  pipe_write() ignores
 * what its wait returned and looks again, so it is immune to the seed bug.  A
 * ring that grows wakes one writer, the last close of an end wakes all.
 */
#include "stressor.h"
#include "stressors/lib/pipe-ends.h"

static int write_page(void *site)
{
	const struct pipe_ends *p = site;

	return full(write(p->wr, pipe_page, PIPE_SLOT), PIPE_SLOT);
}

const struct stressor pipe_read = {
	.name = "pipe-read",
	.summary = "read() of an empty pipe",
	.queue = "pipe->rd_wait",
	.waits_in = "pipe_read anon_pipe_read",
	.primitive = "wait_event_interruptible_exclusive",
	.woken_by = "pipe_write anon_pipe_write pipe_release",
	.max_posts = PIPE_BYTES,
	.site_size = sizeof(struct pipe_ends),
	.open = pipe_open_empty,
	.close = pipe_ends_close,
	.shed = pipe_shed_writer,
	.wait = pipe_take,
	.post = pipe_put,
	.otherwise = OTHERWISE(pipe_put_memory),
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};

const struct stressor pipe_write = {
	.name = "pipe-write",
	.summary = "write() to a full pipe",
	.queue = "pipe->wr_wait",
	.waits_in = "pipe_write anon_pipe_write",
	.primitive = "wait_event_interruptible_exclusive",
	.woken_by = "pipe_read anon_pipe_read pipe_resize_ring pipe_release",
	.max_posts = PIPE_SLOTS,
	.site_size = sizeof(struct pipe_ends),
	.open = pipe_open_full,
	.close = pipe_ends_close,
	.shed = pipe_shed_reader,
	.wait = write_page,
	.post = pipe_make_room,
	.otherwise = OTHERWISE(pipe_splice_out),
	.ready = pipe_has_room,
	.rearm = pipe_fill,
	.resize = pipe_grow,
	.hang_up = pipe_close_reader,
};
