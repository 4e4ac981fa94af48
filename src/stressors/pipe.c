// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of an empty pipe sleep in pipe_read() on pipe->rd_wait, writers of a
 * full one in pipe_write() on pipe->wr_wait (fs/pipe.c); both exclusively and
 * interruptibly.  A writer wakes a reader and the other way round, and each
 * passes the wake on while there is more to read or room.  pipe_write() ignores
 * what its wait returned and looks again, so it is immune to the seed bug.
 */
#include <fcntl.h>
#include <poll.h>

#include "stressor.h"
#include "util.h"

#define SLOT 4096 /* a page: one write fills one slot of the ring */

struct pipe_site {
	int rd, wr;
};

static char page[SLOT];

static int open_empty(void *site)
{
	return SYS(pipe2(site, O_CLOEXEC));
}

static int open_full(void *site)
{
	struct pipe_site *s = site;
	int size, ret = open_empty(site);

	if (ret)
		return ret;
	size = SYS(fcntl(s->wr, F_SETPIPE_SZ, 2 * SLOT));
	for (; size > 0 && !ret; size -= SLOT)
		ret = full(write(s->wr, page, SLOT), SLOT);
	return size < 0 ? size : ret;
}

static void close_both(void *site)
{
	struct pipe_site *s = site;

	close(s->rd);
	close(s->wr);
}

static int read_byte(void *site)
{
	struct pipe_site *s = site;
	char c;

	return full(read(s->rd, &c, 1), 1);
}

static int write_byte(void *site)
{
	struct pipe_site *s = site;

	return full(write(s->wr, "x", 1), 1);
}

static int has_byte(void *site)
{
	struct pipe_site *s = site;

	return fd_ready(s->rd, POLLIN);
}

static int write_page(void *site)
{
	struct pipe_site *s = site;

	return full(write(s->wr, page, SLOT), SLOT);
}

static int read_page(void *site)
{
	struct pipe_site *s = site;
	char drain[SLOT];

	return full(read(s->rd, drain, SLOT), SLOT);
}

static int has_room(void *site)
{
	struct pipe_site *s = site;

	return fd_ready(s->wr, POLLOUT);
}

const struct stressor pipe_read = {
	.name = "pipe-read",
	.summary = "read() of an empty pipe",
	.queue = "pipe->rd_wait",
	.waits_in = "pipe_read",
	.site_size = sizeof(struct pipe_site),
	.open = open_empty,
	.close = close_both,
	.wait = read_byte,
	.post = write_byte,
	.ready = has_byte,
};

const struct stressor pipe_write = {
	.name = "pipe-write",
	.summary = "write() to a full pipe",
	.queue = "pipe->wr_wait",
	.waits_in = "pipe_write",
	.site_size = sizeof(struct pipe_site),
	.open = open_full,
	.close = close_both,
	.wait = write_page,
	.post = read_page,
	.ready = has_room,
};
