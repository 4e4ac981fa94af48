// SPDX-License-Identifier: GPL-2.0
/*
 * Squashfs reads a block of a file, where it doesn't read ahead, by way of a
 * cache with few entries.  Who finds all of them in use sleeps
 * uninterruptibly in squashfs_cache_get() (fs/squashfs/cache.c), exclusively
 * in newer kernels.  squashfs_cache_put() wakes one then, and in older ones
 * all; who has read its block wakes the next: one post lets all through.
 * Nothing ends the sleep early: a control.
 *
 * The disk is ours, and the cache has one entry.  A thread of ours reads a
 * block for as long as we want, and the waiters want others.
 */
#include <stdatomic.h>

#include "stressor.h"
#include "stressors/lib/slow-read.h"
#include "stressors/lib/squashfs-disk.h"

#define OURS 2 /* blocks: the one of the last round may be in the cache */

struct squashfs_site {
	struct squashfs_disk disk;
	struct slow_read reader;
	unsigned round;
	atomic_uint next;
};

static void read_first(void *site)
{
	struct squashfs_site *s = site;

	squashfs_disk_read(&s->disk, s->round % OURS);
}

static int squashfs_rearm(void *site)
{
	struct squashfs_site *s = site;
	int ret;

	if (slow_read_busy(&s->reader))
		return 0;
	s->round++;
	ret = squashfs_disk_forget(&s->disk);
	return ret ? ret : slow_read_begin(&s->reader, 1 + s->round % OURS);
}

static int squashfs_post(void *site)
{
	struct squashfs_site *s = site;

	return slow_read_end(&s->reader);
}

static int squashfs_open(void *site)
{
	struct squashfs_site *s = site;
	int ret = squashfs_disk_open(&s->disk);

	s->reader.disk = &s->disk.nbd;
	s->reader.use = read_first;
	s->reader.site = s;
	if (!ret)
		ret = slow_read_open(&s->reader);
	return ret ? ret : squashfs_rearm(s);
}

static void squashfs_close(void *site)
{
	struct squashfs_site *s = site;

	slow_read_close(&s->reader);
	squashfs_disk_close(&s->disk);
}

static int squashfs_wait(void *site)
{
	struct squashfs_site *s = site;

	return squashfs_disk_read(&s->disk,
				  OURS + s->next++ % (SQUASHFS_BLOCKS - OURS));
}

static int squashfs_ready(void *site)
{
	const struct squashfs_site *s = site;

	return !slow_read_busy(&s->reader);
}

const struct stressor squashfs_cache = {
	.name = "squashfs-cache",
	.summary = "reads of squashfs files with all of the cache in use",
	.queue = "cache->wait_queue",
	.waits_in = "squashfs_cache_get",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "squashfs_cache_put",
	.kconfig = "BLK_DEV_NBD SQUASHFS SQUASHFS_DECOMP_SINGLE "
		   "SQUASHFS_FILE_CACHE SQUASHFS_ZLIB",
	.satisfies = ALL,
	.wakes = ALL,
	.stop = STOP_NOTHING,
	.deferred = true,
	.max_posts = 1,
	.needs = DISK_NEEDS("disks"),
	.site_size = sizeof(struct squashfs_site),
	.open = squashfs_open,
	.close = squashfs_close,
	.wait = squashfs_wait,
	.post = squashfs_post,
	.ready = squashfs_ready,
	.rearm = squashfs_rearm,
};
