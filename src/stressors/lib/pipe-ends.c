// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

#include "stressors/lib/pipe-ends.h"

const char pipe_page[PIPE_SLOT] __attribute__((aligned(PIPE_SLOT)));

static int open_ends(struct pipe_ends *p, int flags)
{
	int ends[2] = { -1, -1 }, ret = SYS(pipe2(ends, O_CLOEXEC | flags));

	*p = (struct pipe_ends){ ends[0], ends[1] };
	return ret;
}

int pipe_open_empty(void *site)
{
	return open_ends(site, 0);
}

int pipe_open_nonblock(void *site)
{
	return open_ends(site, O_NONBLOCK);
}

int pipe_open_full(void *site)
{
	const struct pipe_ends *p = site;
	int ret = open_ends(site, 0);

	signal(SIGPIPE, SIG_IGN); /* what writers get when readers have gone */
	if (!ret)
		ret = SYS(fcntl(p->wr, F_SETPIPE_SZ, PIPE_SLOTS * PIPE_SLOT));
	return ret < 0 ? ret : pipe_fill(site);
}

void pipe_ends_close(void *site)
{
	struct pipe_ends *p = site;

	fd_close(&p->rd);
	fd_close(&p->wr);
}

int pipe_put(void *site)
{
	const struct pipe_ends *p = site;

	return full(write(p->wr, pipe_page, 1), 1);
}

int pipe_take(void *site)
{
	const struct pipe_ends *p = site;
	char c;

	return full(read(p->rd, &c, 1), 1);
}

int pipe_make_room(void *site)
{
	const struct pipe_ends *p = site;
	char drain[PIPE_SLOT];

	return full(read(p->rd, drain, PIPE_SLOT), PIPE_SLOT);
}

int pipe_put_memory(void *site)
{
	const struct iovec v = { (void *)pipe_page, 1 };
	const struct pipe_ends *p = site;

	return full(vmsplice(p->wr, &v, 1, SPLICE_F_NONBLOCK), 1);
}

int pipe_splice_out(void *site)
{
	const struct pipe_ends *p = site;
	int null = SYS(open("/dev/null", O_WRONLY | O_CLOEXEC)), ret;

	if (null < 0)
		return null;
	ret = full(splice(p->rd, NULL, null, NULL, PIPE_SLOT, 0), PIPE_SLOT);
	close(null);
	return ret;
}

static int bytes_in(const struct pipe_ends *p)
{
	int bytes = 0, ret = SYS(ioctl(p->rd, FIONREAD, &bytes));

	return ret < 0 ? ret : bytes;
}

static int size_of(const struct pipe_ends *p)
{
	return SYS(fcntl(p->rd, F_GETPIPE_SZ));
}

int pipe_has_byte(void *site)
{
	int bytes = bytes_in(site);

	return bytes < 0 ? bytes : bytes > 0;
}

int pipe_has_room(void *site)
{
	int bytes = bytes_in(site);

	return bytes < 0 ? bytes : bytes < size_of(site);
}

int pipe_grow(void *site)
{
	const struct pipe_ends *p = site;
	int ret = SYS(fcntl(p->wr, F_SETPIPE_SZ, PIPE_MORE * PIPE_SLOT));

	return ret < 0 ? ret : PIPE_MORE - PIPE_SLOTS;
}

int pipe_fill(void *site)
{
	const struct pipe_ends *p = site;
	int bytes = bytes_in(p), ret = bytes;

	for (; ret >= 0 && bytes < PIPE_SLOTS * PIPE_SLOT; bytes += PIPE_SLOT)
		ret = full(write(p->wr, pipe_page, PIPE_SLOT), PIPE_SLOT);
	return ret < 0 ? ret : 0;
}

/* The site is everybody's, the descriptor our own. */
void pipe_shed_writer(void *site)
{
	const struct pipe_ends *p = site;

	close(p->wr);
}

void pipe_shed_reader(void *site)
{
	const struct pipe_ends *p = site;

	close(p->rd);
}

int pipe_close_writer(void *site)
{
	struct pipe_ends *p = site;

	fd_close(&p->wr);
	return 0;
}

int pipe_close_reader(void *site)
{
	struct pipe_ends *p = site;

	fd_close(&p->rd);
	return 0;
}
