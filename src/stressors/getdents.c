// SPDX-License-Identifier: GPL-2.0
/*
 * Who reads a directory takes its inode's i_rwsem in iterate_dir(), killably
 * (fs/readdir.c); behind a writer, say mkdir(), readers sleep in
 * rwsem_down_read_slowpath() on sem->wait_list, each in its own entry.  The
 * writer's up_write() wakes all readers up to the next writer.  A reader that
 * is killed leaves the list, and wakes who could go on without it
 * (rwsem_del_wake_waiter()); one that was woken has the lock, and looks at that
 * before it looks at SIGKILL (kernel/locking/rwsem.c).
 *
 * The writer is a thread that waits for a FUSE daemon's answer: that is the
 * post.
 */
#include <fcntl.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "stressors/lib/fuse-dir.h"
#include "util.h"

static int getdents_open(void *site)
{
	return fuse_dir_open(site);
}

static void getdents_close(void *site)
{
	fuse_dir_close(site);
}

/* The site's memory is shared: the poster's descriptor stays in it. */
static void getdents_shed(void *site)
{
	const struct fuse_dir *d = site;

	close(d->dev);
}

/* An open file of its own: its position has a lock, too. */
static int getdents_wait(void *site)
{
	const struct fuse_dir *d = site;
	int dir = SYS(open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)), ret;
	char entries[512];

	if (dir < 0)
		return dir;
	ret = SYS(syscall(SYS_getdents64, dir, entries, sizeof(entries)));
	close(dir);
	return ret;
}

static int getdents_post(void *site)
{
	return fuse_dir_unlock(site);
}

static int getdents_ready(void *site)
{
	struct fuse_dir *d = site;

	return !atomic_load(&d->held);
}

static int getdents_rearm(void *site)
{
	return fuse_dir_lock(site);
}

static int getdents_hang_up(void *site)
{
	return fuse_dir_abort(site);
}

const struct stressor getdents_lock = {
	.name = "getdents-lock",
	.summary = "getdents() of a directory that is being changed",
	.queue = "inode->i_rwsem.wait_list",
	.waits_in = "iterate_dir",
	.primitive = "down_read_killable",
	.woken_by = "up_write",
	.kconfig = "FUSE_FS EVENTFD",
	.satisfies = ALL,
	.wakes = ALL,
	.stop = STOP_KILL,
	.max_posts = 1,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/fuse",
			 .remedy = "modprobe fuse, or run in a guest" }),
	.site_size = sizeof(struct fuse_dir),
	.open = getdents_open,
	.close = getdents_close,
	.shed = getdents_shed,
	.wait = getdents_wait,
	.post = getdents_post,
	.ready = getdents_ready,
	.rearm = getdents_rearm,
	.hang_up = getdents_hang_up,
};
