// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks that read from a block device all of whose tags are in use sleep in
 * blk_mq_get_tag() (block/blk-mq-tag.c), exclusively and uninterruptibly, in
 * turn on one of eight queues of the tags' sbitmap; sbitmap_queue_wake_up()
 * (lib/sbitmap.c) wakes one for each tag that comes back, in batches when there
 * are many tags.  The one that is woken takes a tag, and gives it back when its
 * own request is done.
 *
 * Tasks that write pages back are counted before that: those who are too many
 * sleep in rq_qos_wait() on rqw->wait (block/blk-rq-qos.c), exclusively and
 * uninterruptibly.  When a write is done, wbt_rqw_done() (block/blk-wbt.c)
 * wakes those who get a place; they have it when they wake.  The others sleep
 * for a tag.
 */
#include <fcntl.h>
#include <sys/uio.h>

#include "stressor.h"
#include "stressors/lib/null-block.h"
#include "util.h"

static int tags_wait(void *site)
{
	const struct null_block *b = site;
	char block[NULL_BLOCK_SIZE] __attribute__((aligned(4096)));

	return full(pread(b->disk, block, sizeof(block), 0), sizeof(block));
}

const struct stressor block_tags = {
	.name = "block-tags",
	.summary = "read() of a block device whose tags are all in use",
	.queue = "sbq->ws[].wait",
	.waits_in = "blk_mq_get_tag",
	.primitive = "sbitmap_prepare_to_wait",
	.woken_by = "sbitmap_queue_wake_up __sbq_wake_up",
	.kconfig = "BLK_DEV_NULL_BLK IO_URING",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.needs = NULL_BLOCK_NEEDS,
	.site_size = sizeof(struct null_block),
	.open = null_block_open,
	.close = null_block_close,
	.wait = tags_wait,
	.post = null_block_let_go,
	.ready = null_block_free,
	.rearm = null_block_hold,
};

/* Write a page of our own, through the page cache, and wait until it is out. */
static int throttle_wait(void *site)
{
	const struct null_block *b = site;
	char page[NULL_BLOCK_SIZE] = "", path[32];
	const struct iovec iov = { page, sizeof(page) };
	off_t offset = (off_t)gettid() * NULL_BLOCK_SIZE;
	int fd, ret;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", b->disk);
	fd = SYS(open(path, O_WRONLY | O_CLOEXEC)); /* not direct */
	if (fd < 0)
		return fd;
	ret = full(pwritev2(fd, &iov, 1, offset, RWF_DSYNC), sizeof(page));
	close(fd);
	return ret;
}

const struct stressor block_throttle = {
	.name = "block-throttle",
	.summary = "writeback to a block device that is busy enough",
	.queue = "rqw->wait",
	.waits_in = "rq_qos_wait blk_mq_get_tag",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "rwb_wake_all wbt_rqw_done",
	.kconfig = "BLK_DEV_NULL_BLK IO_URING BLK_WBT BLK_WBT_MQ",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.needs = NULL_BLOCK_NEEDS,
	.site_size = sizeof(struct null_block),
	.open = null_block_open,
	.close = null_block_close,
	.wait = throttle_wait,
	.post = null_block_let_go,
	.ready = null_block_free,
	.rearm = null_block_hold,
};
