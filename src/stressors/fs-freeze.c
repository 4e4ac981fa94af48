// SPDX-License-Identifier: GPL-2.0
/*
 * Who changes a frozen file system sleeps uninterruptibly in
 * percpu_rwsem_wait(), for a reader's place in the semaphore that the freezer
 * has taken for writing (kernel/locking/percpu-rwsem.c).  The entries are
 * exclusive for their order; the thaw gives a place to one sleeper after the
 * other, on their behalf, until it meets a writer: it wakes all of them.
 * Nothing ends the sleep early: a control.
 */
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "stressor.h"
#include "stressors/lib/ext2-disk.h"
#include "util.h"

struct freeze_site {
	struct ext2_disk disk;
	atomic_bool frozen;
};

static int freeze(void *site)
{
	struct freeze_site *s = site;
	int ret = s->frozen ? 0 : SYS(ioctl(s->disk.root, FIFREEZE, 0));

	if (!ret)
		s->frozen = true;
	return ret;
}

static int thaw(void *site)
{
	struct freeze_site *s = site;

	s->frozen = false;
	return SYS(ioctl(s->disk.root, FITHAW, 0));
}

static int freeze_open(void *site)
{
	struct freeze_site *s = site;
	int ret = ext2_disk_open(&s->disk);

	return ret ? ret : freeze(site);
}

static void freeze_close(void *site)
{
	struct freeze_site *s = site;

	if (s->frozen)
		thaw(site);
	ext2_disk_close(&s->disk);
}

/* New times for the root directory. */
static int change(void *site)
{
	const struct freeze_site *s = site;

	return SYS(futimens(s->disk.root, NULL));
}

static int thawed(void *site)
{
	const struct freeze_site *s = site;

	return !s->frozen;
}

const struct stressor fs_freeze = {
	.name = "fs-freeze",
	.summary = "changes of a file system that is frozen",
	.queue = "sb->s_writers.rw_sem[SB_FREEZE_WRITE - 1].waiters",
	.waits_in = "percpu_rwsem_wait __percpu_down_read",
	.primitive = "WQ_FLAG_EXCLUSIVE",
	.woken_by = "percpu_up_write",
	.kconfig = "BLK_DEV_NBD EXT2_FS",
	.satisfies = ALL,
	.wakes = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = DISK_NEEDS("ext2"),
	.site_size = sizeof(struct freeze_site),
	.open = freeze_open,
	.close = freeze_close,
	.wait = change,
	.post = thaw,
	.ready = thawed,
	.rearm = freeze,
};
