// SPDX-License-Identifier: GPL-2.0
/*
 * open() for reading of a file that another has a lease to write on sleeps
 * interruptibly in __break_lease(), each on the queue of its own request,
 * new_fl->fl_wait (fs/locks.c), until the lease is made one to read, which
 * changes what is there: lease_modify() wakes all.  Awake, it looks at the
 * lease before it looks at signals.  A control, and a herd.
 *
 * The holder keeps its lease; the kernel takes it after fs.lease-break-time, 45
 * seconds, which no round needs.  It is told by a signal that nobody minds.
 * There is no probe: F_GETLEASE answers with what is asked for.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>

#include "stressor.h"
#include "util.h"

struct lease_site {
	int holder; /* the only descriptor of the file; else no such lease */
	char path[32];
};

/* Nobody else has it open then. */
static int lease_rearm(void *site)
{
	const struct lease_site *s = site;

	if (fcntl(s->holder, F_SETSIG, SIGWINCH))
		return -errno;
	return SYS(fcntl(s->holder, F_SETLEASE, F_WRLCK));
}

static int lease_open(void *site)
{
	struct lease_site *s = site;
	int file = SYS(memfd_create("lease", MFD_CLOEXEC));

	s->holder = -1;
	if (file < 0)
		return file;
	snprintf(s->path, sizeof(s->path), "/proc/self/fd/%d", file);
	s->holder = SYS(open(s->path, O_RDONLY | O_CLOEXEC));
	close(file);
	if (s->holder < 0)
		return s->holder;
	snprintf(s->path, sizeof(s->path), "/proc/self/fd/%d", s->holder);
	return lease_rearm(site);
}

static void lease_close(void *site)
{
	struct lease_site *s = site;

	fd_close(&s->holder);
}

static int lease_wait(void *site)
{
	const struct lease_site *s = site;

	return SYS(open(s->path, O_RDONLY | O_CLOEXEC));
}

static void lease_release(void *site, int fd)
{
	(void)site;
	close(fd);
}

static int lease_post(void *site)
{
	const struct lease_site *s = site;

	return SYS(fcntl(s->holder, F_SETLEASE, F_RDLCK));
}

const struct stressor lease = {
	.name = "lease",
	.summary = "open() of a file that another has a lease on",
	.queue = "fl->fl_wait",
	.waits_in = "__break_lease",
	.primitive = "wait_event_interruptible_timeout",
	.woken_by = "lease_modify __locks_wake_up_blocks",
	.satisfies = ALL,
	.wakes = ALL,
	.max_posts = 1,
	.site_size = sizeof(struct lease_site),
	.open = lease_open,
	.close = lease_close,
	.wait = lease_wait,
	.release = lease_release,
	.post = lease_post,
	.rearm = lease_rearm,
};
