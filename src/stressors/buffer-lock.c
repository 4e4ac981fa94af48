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
#include "stressor.h"
#include "stressors/lib/ext2-disk.h"
#include "util.h"

struct buffer_site {
	struct ext2_disk disk;
	uint64_t round;
	atomic_uint next; /* inode of that block */
	sem_t go, done;
	pthread_t first; /* who reads while the waiters wait */
	atomic_bool held, over;
};

static int use(const struct buffer_site *s, unsigned nth)
{
	int fd = ext2_disk_file(&s->disk, s->round, nth);

	return fd < 0 ? fd : SYS(close(fd));
}

static void *read_first(void *site)
{
	struct buffer_site *s = site;

	for (;;) {
		while (sem_wait(&s->go))
			;
		if (s->over)
			return NULL;
		use(s, 0);
		s->held = false;
		sem_post(&s->done);
	}
}

static int buffer_rearm(void *site)
{
	struct buffer_site *s = site;

	if (s->held)
		return 0;
	s->held = true;
	s->next = 0;
	nbd_disk_hold(&s->disk.nbd, ext2_disk_block(++s->round));
	sem_post(&s->go);
	nbd_disk_await(&s->disk.nbd);
	return 0;
}

/* The reader needs a moment to unlock: only then is the event there. */
static int buffer_post(void *site)
{
	struct buffer_site *s = site;
	int ret = nbd_disk_let_go(&s->disk.nbd);

	while (!ret && sem_wait(&s->done))
		;
	return ret;
}

static int buffer_open(void *site)
{
	struct buffer_site *s = site;
	int ret = ext2_disk_open(&s->disk);

	sem_init(&s->go, 0, 0);
	sem_init(&s->done, 0, 0);
	if (!ret)
		ret = -pthread_create(&s->first, NULL, read_first, s);
	return ret ? ret : buffer_rearm(s);
}

static void buffer_close(void *site)
{
	struct buffer_site *s = site;

	s->over = true;
	if (s->held)
		nbd_disk_let_go(&s->disk.nbd);
	sem_post(&s->go);
	if (s->first)
		pthread_join(s->first, NULL);
	s->first = 0;
	ext2_disk_close(&s->disk);
}

static int buffer_wait(void *site)
{
	struct buffer_site *s = site;

	return use(s, 1 + s->next++ % (EXT2_PER_BLOCK - 1));
}

static int buffer_ready(void *site)
{
	const struct buffer_site *s = site;

	return !s->held;
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
	.needs = NEEDS({ .kind = NEED_GUEST },
		       { .kind = NEED_PATH,
			 .what = "/dev/nbd0",
			 .remedy = "wakestorm kernel boot --fragment ext2" }),
	.site_size = sizeof(struct buffer_site),
	.open = buffer_open,
	.close = buffer_close,
	.wait = buffer_wait,
	.post = buffer_post,
	.ready = buffer_ready,
	.rearm = buffer_rearm,
};
