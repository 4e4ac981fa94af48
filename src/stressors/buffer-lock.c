// SPDX-License-Identifier: GPL-2.0
/*
 * Who reads a block of a file system's metadata that another task is reading
 * sleeps for its lock, exclusively and uninterruptibly, in __lock_buffer()
 * (fs/buffer.c), on a hashed queue.  The end of the read unlocks the buffer and
 * wakes one; that one unlocks it for the next: one post lets all through.
 * Nothing ends the sleep early: a control.
 *
 * The disk is ours and carries ext2.  Each round uses inodes of a block that
 * was never read: a thread of ours the first of them, and the waiters the
 * others.
 */
#include <stdatomic.h>

#include "stressor.h"
#include "stressors/lib/ext2-disk.h"
#include "stressors/lib/slow-read.h"
#include "util.h"

struct buffer_site {
	struct slow_read reader;
	struct ext2_disk disk;
	uint64_t round;
	atomic_uint next; /* inode of that block */
};

static int use(const struct buffer_site *s, unsigned nth)
{
	int fd = ext2_disk_file(&s->disk, s->round, nth);

	return fd < 0 ? fd : SYS(close(fd));
}

static void read_first(void *site)
{
	use(site, 0);
}

static int buffer_rearm(void *site)
{
	struct buffer_site *s = site;

	if (slow_read_busy(&s->reader))
		return 0;
	s->round++;
	s->next = 0;
	return slow_read_begin(&s->reader, ext2_disk_block(s->round));
}

static int buffer_open(void *site)
{
	struct buffer_site *s = site;
	int ret = ext2_disk_open(&s->disk);

	s->reader.disk = &s->disk.nbd;
	s->reader.use = read_first;
	s->reader.site = s;
	if (!ret)
		ret = slow_read_open(&s->reader);
	return ret ? ret : buffer_rearm(s);
}

static void buffer_close(void *site)
{
	struct buffer_site *s = site;

	slow_read_close(&s->reader);
	ext2_disk_close(&s->disk);
}

static int buffer_wait(void *site)
{
	struct buffer_site *s = site;

	return use(s, 1 + s->next++ % (EXT2_PER_BLOCK - 1));
}

const struct stressor buffer_lock = {
	.name = "buffer-lock",
	.summary = "a block of metadata that another task is reading",
	.queue = "bit_waitqueue(&bh->b_state)",
	.waits_in = "__lock_buffer __bread_slow",
	.primitive = "wait_on_bit_lock_io",
	.woken_by = "unlock_buffer",
	.kconfig = "BLK_DEV_NBD EXT2_FS FHANDLE",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = DISK_NEEDS("ext2"),
	.site_size = sizeof(struct buffer_site),
	.open = buffer_open,
	.close = buffer_close,
	.wait = buffer_wait,
	.post = slow_read_end,
	.ready = slow_read_ended,
	.rearm = buffer_rearm,
};
