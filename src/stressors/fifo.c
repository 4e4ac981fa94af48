// SPDX-License-Identifier: GPL-2.0
/*
 * Who opens a FIFO for reading sleeps in wait_for_partner() on pipe->rd_wait
 * (fs/pipe.c), interruptibly and not exclusively, until somebody opens it for
 * writing.  Once awake, the count of such opens matters before a signal does.
 * A control: wake_up_partner() wakes all.
 *
 * A post leaves the other side open, so that who comes late gets through, too;
 * rearm() closes it.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "stressor.h"
#include "stressors/lib/tmpfs.h"
#include "util.h"

struct fifo_site {
	int root, partner;
};

/* No partner: a descriptor of the root is in its place. */
static int fifo_rearm(void *site)
{
	const struct fifo_site *s = site;
	int ret = SYS(dup2(s->root, s->partner));

	return ret < 0 ? ret : 0;
}

static int fifo_open(void *site)
{
	struct fifo_site *s = site;

	*s = (struct fifo_site){ tmpfs_open(), -1 };
	if (s->root < 0)
		return s->root;
	s->partner = dup(s->root);
	return SYS(mknodat(s->root, "fifo", S_IFIFO | 0600, 0));
}

static void fifo_close(void *site)
{
	struct fifo_site *s = site;

	fd_close(&s->partner);
	fd_close(&s->root);
}

static void fifo_shed(void *site)
{
	const struct fifo_site *s = site;

	close(s->partner);
}

static int fifo_wait(void *site)
{
	const struct fifo_site *s = site;

	return SYS(openat(s->root, "fifo", O_RDONLY | O_CLOEXEC));
}

static void fifo_release(void *site, int fd)
{
	(void)site;
	close(fd);
}

static int post_by(const struct fifo_site *s, int flags)
{
	int fd = SYS(openat(s->root, "fifo", flags | O_CLOEXEC));

	if (fd < 0)
		return fd;
	dup2(fd, s->partner);
	return SYS(close(fd));
}

/* For reading, too: that never waits. */
static int fifo_post(void *site)
{
	return post_by(site, O_RDWR);
}

/* Those who sleep have it open for reading: who writes need not wait. */
static int fifo_post_writer(void *site)
{
	return post_by(site, O_WRONLY | O_NONBLOCK);
}

const struct stressor fifo_open_read = {
	.name = "fifo-open",
	.summary = "open() of a FIFO for reading, which waits for a writer",
	.queue = "pipe->rd_wait",
	.waits_in = "wait_for_partner",
	.primitive = "prepare_to_wait",
	.woken_by = "wake_up_partner",
	.satisfies = ALL,
	.wakes = ALL,
	.needs = NEEDS({ .kind = NEED_ROOT }),
	.site_size = sizeof(struct fifo_site),
	.open = fifo_open,
	.close = fifo_close,
	.shed = fifo_shed,
	.wait = fifo_wait,
	.release = fifo_release,
	.post = fifo_post,
	.otherwise = OTHERWISE(fifo_post_writer),
	.rearm = fifo_rearm,
};
