// SPDX-License-Identifier: GPL-2.0
/*
 * Who takes blocks of a JFS from the same page of the map as another task
 * sleeps for the page's lock, exclusively and uninterruptibly, in
 * __lock_metapage() (fs/jfs/jfs_metapage.c).  unlock_metapage() wakes one,
 * which stays on the queue until it has the lock, and unlocks it for the next:
 * one post lets all through.  Nothing ends the sleep early: a control.
 *
 * The disk is ours.  Each round takes blocks of a part of the disk that was
 * never used: a thread of ours the first of them, for which it has to read a
 * page of the level above while it has the lock, and the waiters others.
 */
#include <stdatomic.h>

#include "stressor.h"
#include "stressors/lib/jfs-disk.h"
#include "stressors/lib/slow-read.h"
#include "util.h"

struct metapage_site {
	struct slow_read reader; /* first */
	struct fs_disk disk;
	uint64_t round; /* and the part of the disk */
	atomic_uint next;
};

/*
 * A second block for a file; from the stack, which is in memory.  Where the copy has
 * to wait for a page of ours, 7.3 takes the block back and hits a BUG() in txLock()
 * (fs/jfs/jfs_txnmgr.c).
 */
static int grow(const struct metapage_site *s, unsigned nth)
{
	const char block[DISK_BLOCK] = { 0 };
	int fd = jfs_disk_file(&s->disk, s->round, nth), ret;

	if (fd < 0)
		return fd;
	ret = full(pwrite(fd, block, sizeof(block), sizeof(block)),
		   sizeof(block));
	close(fd);
	return ret;
}

static void grow_first(void *site)
{
	grow(site, 0);
}

/* Nobody shall have to wait for the inodes. */
static int read_inodes(const struct metapage_site *s)
{
	int fd = 0;

	for (unsigned i = 0; i < JFS_FILES && fd >= 0; i++) {
		fd = jfs_disk_file(&s->disk, s->round, i);
		if (fd >= 0)
			close(fd);
	}
	return fd < 0 ? fd : 0;
}

static int metapage_rearm(void *site)
{
	struct metapage_site *s = site;
	int ret;

	if (slow_read_busy(&s->reader))
		return 0;
	if (++s->round == JFS_PARTS)
		return -ENOSPC;
	ret = read_inodes(s);
	if (ret)
		return ret;
	s->next = 0;
	return slow_read_begin(&s->reader, jfs_disk_map(s->round));
}

static int metapage_open(void *site)
{
	struct metapage_site *s = site;
	int ret = jfs_disk_open(&s->disk);

	s->reader.disk = &s->disk.nbd;
	s->reader.use = grow_first;
	s->reader.site = s;
	if (!ret)
		ret = slow_read_open(&s->reader);
	return ret ? ret : metapage_rearm(s);
}

static void metapage_close(void *site)
{
	struct metapage_site *s = site;

	slow_read_close(&s->reader);
	fs_disk_close(&s->disk);
}

static int metapage_wait(void *site)
{
	struct metapage_site *s = site;

	return grow(s, 1 + s->next++ % (JFS_FILES - 1));
}

const struct stressor jfs_metapage = {
	.name = "jfs-metapage",
	.summary = "blocks of a JFS from a page that another task takes from",
	.queue = "mp->wait",
	.waits_in = "__lock_metapage lock_metapage __get_metapage",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "unlock_metapage",
	.kconfig = "BLK_DEV_NBD JFS_FS FHANDLE",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = DISK_NEEDS("disks"),
	.site_size = sizeof(struct metapage_site),
	.open = metapage_open,
	.close = metapage_close,
	.wait = metapage_wait,
	.post = slow_read_end,
	.ready = slow_read_ended,
	.rearm = metapage_rearm,
};
