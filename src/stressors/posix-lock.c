// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters in fcntl(F_OFD_SETLKW) sleep interruptibly in do_lock_file_wait(),
 * each on the queue of its own request, fl->fl_wait (fs/locks.c): as flock
 * does, with ranges, and with locks that belong to the open file, which are not
 * looked through for deadlocks.
 *
 * Who unlocks a part of what it has locked keeps the rest, a lock that is cut,
 * and wakes all who wait for the old one: posix_lock_inode().
 */
#include <fcntl.h>

#include "stressor.h"
#include "stressors/lib/locked-file.h"
#include "util.h"

static int lock_byte(int fd, short type, bool wait)
{
	struct flock l = { .l_type = type, .l_len = 1 };

	return SYS(fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &l));
}

/* The poster, who never waits, locks more than it unlocks. */
static int lock_part(int fd, short type, bool wait)
{
	struct flock l = { .l_type = type, .l_len = 1 };

	if (type == F_WRLCK && !wait)
		l.l_len = 2;
	return SYS(fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &l));
}

static int part_open(void *site)
{
	return locked_file_open(site, lock_part);
}

static int ofd_open(void *site)
{
	return locked_file_open(site, lock_byte);
}

#define LOCK_SITE                                                            \
	.queue = "fl->fl_wait", .waits_in = "do_lock_file_wait fcntl_setlk", \
	.primitive = "wait_event_interruptible",                             \
	.woken_by = "locks_wake_up_blocks __locks_wake_up_blocks",           \
	.satisfies = ALL, .max_posts = 1,                                    \
	.site_size = sizeof(struct locked_file), .close = locked_file_close, \
	.shed = locked_file_shed, .wait = locked_file_wait,                  \
	.release = locked_file_release, .post = locked_file_post,            \
	.rearm = locked_file_rearm, .hang_up = locked_file_hang_up

const struct stressor posix_lock = {
	.name = "posix-lock",
	.summary = "F_OFD_SETLKW, passed on from waiter to waiter",
	LOCK_SITE,
	.open = ofd_open,
};

const struct stressor posix_lock_part = {
	.name = "posix-lock-part",
	.summary = "the same, for a part of what another has locked",
	LOCK_SITE,
	.open = part_open,
};
