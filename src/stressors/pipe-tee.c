// SPDX-License-Identifier: GPL-2.0
/*
 * As pipe-read, but what fills the pipe is tee(): link_pipe() copies buffers of
 * another pipe, and wakes one reader by wakeup_pipe_readers() once it has let
 * go of both locks (fs/splice.c).  What is left in the pipe that was copied
 * from wakes nobody there.
 */
#include <fcntl.h>

#include "stressor.h"
#include "stressors/lib/pipe-ends.h"

#define SLOTS 16 /* of a new pipe; a copy takes one, however short it is */

struct tee_site {
	struct pipe_ends pipe;
	struct pipe_ends original; /* always the same byte */
};

static int tee_open(void *site)
{
	struct tee_site *s = site;
	int ret = pipe_open_empty(&s->pipe);

	s->original = (struct pipe_ends){ -1, -1 };
	if (!ret)
		ret = pipe_open_empty(&s->original);
	return ret ? ret : pipe_put(&s->original);
}

static void tee_close(void *site)
{
	struct tee_site *s = site;

	pipe_ends_close(&s->pipe);
	pipe_ends_close(&s->original);
}

static int tee_post(void *site)
{
	const struct tee_site *s = site;

	return full(tee(s->original.rd, s->pipe.wr, 1, SPLICE_F_NONBLOCK), 1);
}

const struct stressor pipe_tee = {
	.name = "pipe-tee",
	.summary = "read() of an empty pipe, until tee() fills it",
	.queue = "pipe->rd_wait",
	.waits_in = "pipe_read anon_pipe_read",
	.primitive = "wait_event_interruptible_exclusive",
	.woken_by = "link_pipe pipe_release",
	.max_posts = SLOTS,
	.site_size = sizeof(struct tee_site),
	.open = tee_open,
	.close = tee_close,
	.shed = pipe_shed_writer,
	.wait = pipe_take,
	.post = tee_post,
	.ready = pipe_has_byte,
	.hang_up = pipe_close_writer,
};
