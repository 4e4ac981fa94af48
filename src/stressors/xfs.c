// SPDX-License-Identifier: GPL-2.0
/*
 * Who wants a change of an XFS file system to be on disk sleeps uninterruptibly
 * in xlog_wait() (fs/xfs/xfs_log_priv.h), on a queue of the buffer of the log
 * that holds the change.  The entries are exclusive, but the end of the write
 * wakes all of them (xlog_state_clean_iclog()).  Nothing ends the sleep
 * early: a control.
 *
 * The disk is ours, and answers writes when we want.  Each round changes the
 * times of the root directory; a thread of ours is the first to sync them.
 */
#include <sys/stat.h>

#include "stressor.h"
#include "stressors/lib/slow-read.h"
#include "stressors/lib/xfs-disk.h"
#include "util.h"

struct log_site {
	struct slow_read writer; /* first */
	struct fs_disk disk;
};

static int log_sync(void *site)
{
	const struct log_site *s = site;

	return SYS(fsync(s->disk.root));
}

static void sync_first(void *site)
{
	log_sync(site);
}

/* Nobody else may write the change before we hold up writes. */
static int log_rearm(void *site)
{
	struct log_site *s = site;
	int ret;

	if (slow_read_busy(&s->writer))
		return 0;
	nbd_disk_hold(&s->disk.nbd, DISK_WRITES);
	ret = SYS(futimens(s->disk.root, NULL));
	return ret ? ret : slow_read_begin(&s->writer, DISK_WRITES);
}

static int log_open(void *site)
{
	struct log_site *s = site;
	int ret = xfs_disk_open(&s->disk);

	s->writer.disk = &s->disk.nbd;
	s->writer.use = sync_first;
	s->writer.site = s;
	if (!ret)
		ret = slow_read_open(&s->writer);
	return ret ? ret : log_rearm(s);
}

static void log_close(void *site)
{
	struct log_site *s = site;

	slow_read_close(&s->writer);
	xfs_disk_close(&s->disk);
}

const struct stressor xfs_log = {
	.name = "xfs-log",
	.summary = "fsync() of what the log of an XFS has yet to write",
	.queue = "iclog->ic_force_wait",
	.waits_in = "xlog_wait xlog_wait_on_iclog",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "xlog_state_clean_iclog",
	.kconfig = "BLK_DEV_NBD XFS_FS",
	.satisfies = ALL,
	.wakes = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = DISK_NEEDS("disks"),
	.site_size = sizeof(struct log_site),
	.open = log_open,
	.close = log_close,
	.wait = log_sync,
	.post = slow_read_end,
	.ready = slow_read_ended,
	.rearm = log_rearm,
};
