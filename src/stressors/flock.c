// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters in flock() sleep interruptibly in flock_lock_inode_wait(), each on
 * the queue of its own request, fl->fl_wait (fs/locks.c).  Requests that
 * exclude each other hang behind one another: unlocking wakes the first, which
 * tries again; a request that is given up wakes what hangs behind it
 * (locks_delete_block()). The condition is looked at before signals: who was
 * woken tries the lock.
 */
#include <fcntl.h>
#include <sys/file.h>

#include "stressor.h"
#include "stressors/lib/locked-file.h"
#include "util.h"

static int lock_whole(int fd, short type, bool wait)
{
	int op = type == F_WRLCK ? LOCK_EX : LOCK_UN;

	return SYS(flock(fd, op | (wait ? 0 : LOCK_NB)));
}

static int flock_open(void *site)
{
	return locked_file_open(site, lock_whole);
}

const struct stressor flock_lock = {
	.name = "flock",
	.summary = "flock(LOCK_EX), passed on from waiter to waiter",
	.queue = "fl->fl_wait",
	.waits_in = "locks_lock_inode_wait flock_lock_inode_wait",
	.primitive = "wait_event_interruptible",
	.woken_by = "locks_wake_up_blocks __locks_wake_up_blocks",
	.satisfies = ALL,
	.max_posts = 1,
	.site_size = sizeof(struct locked_file),
	.open = flock_open,
	.close = locked_file_close,
	.shed = locked_file_shed,
	.wait = locked_file_wait,
	.release = locked_file_release,
	.post = locked_file_post,
	.rearm = locked_file_rearm,
	.hang_up = locked_file_hang_up,
};
