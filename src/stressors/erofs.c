// SPDX-License-Identifier: GPL-2.0
/*
 * Who wants something of an EROFS inode that is read from disk at its first use
 * sleeps in wait_on_bit_lock(), exclusively and killably, while another task
 * reads it (fs/erofs):
 *
 *   erofs-xattr  extended attributes: erofs_init_inode_xattrs(), xattr.c
 *   erofs-map    where a compressed file lies: z_erofs_fill_inode(), zmap.c
 *
 * clear_and_wake_up_bit() wakes one, which finds that all is there and unlocks
 * the bit for the next: one post lets all through.  Who is killed tries the bit
 * once more before it leaves (__wait_on_bit_lock()): nothing is lost.
 *
 * The disk is ours, and every block of it is alike: an inode at its end, and at
 * its start what belongs to the inode before.  So each round has an inode that
 * was never used, and a block that was never read.
 */
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "stressor.h"
#include "stressors/lib/detached-mount.h"
#include "stressors/lib/nbd-disk.h"
#include "util.h"

#define BLOCKS	(1u << 26)
#define INODE	32u
#define ROOT_AT 2048u
#define COMPACT (3 << 1) /* layout of compressed files */

struct erofs_site {
	struct nbd_disk disk;
	int mount, root;
	uint64_t round;
	sem_t go, done;
	pthread_t first; /* who reads while the waiters wait */
	atomic_bool held, over;
	int (*use)(int file);
};

static void put16(char *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put32(char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void erofs_fill(uint64_t number, char block[DISK_BLOCK])
{
	char *super = block + 1024, *root = block + ROOT_AT;
	char *inode = block + DISK_BLOCK - INODE;

	if (!number) {
		put32(super, 0xe0f5e1e2);
		super[12] = 12; /* blocks of 4 KiB */
		put16(super + 14, ROOT_AT / INODE);
		put32(super + 36, BLOCKS);
		put32(super + 80, 1); /* LZ4, as all know it */
		put16(root + 4, S_IFDIR | 0755);
		put16(root + 6, 2);
		return;
	}
	put16(inode, COMPACT);
	put16(inode + 2, 2); /* room for attributes: 16 bytes */
	put16(inode + 4, S_IFREG | 0644);
	put16(inode + 6, 1);
	put32(inode + 8, DISK_BLOCK);
	put32(inode + 16, 1);
}

/* Open this round's inode, by what the kernel or what an older one takes. */
static int erofs_file(const struct erofs_site *s)
{
	uint32_t nid = (uint32_t)((s->round + 1) * DISK_BLOCK / INODE - 1);
	struct {
		struct file_handle head;
		uint32_t word[3];
	} h = { { 12, 0x81 }, { 0, nid, 0 } };
	int fd = SYS(open_by_handle_at(s->root, &h.head, O_RDONLY | O_CLOEXEC));

	if (fd != -ESTALE)
		return fd;
	h.head.handle_type = 1;
	h.head.handle_bytes = 8;
	h.word[0] = nid;
	h.word[1] = 0;
	return SYS(open_by_handle_at(s->root, &h.head, O_RDONLY | O_CLOEXEC));
}

static int use_xattr(int file)
{
	int ret = SYS(fgetxattr(file, "user.x", NULL, 0));

	return ret == -ENODATA ? 0 : ret;
}

static int use_map(int file)
{
	struct fiemap map = { .fm_length = DISK_BLOCK };

	return SYS(ioctl(file, FS_IOC_FIEMAP, &map));
}

static int erofs_wait(void *site)
{
	struct erofs_site *s = site;
	int file = erofs_file(s), ret;

	if (file < 0)
		return file;
	ret = s->use(file);
	close(file);
	return ret;
}

static void *read_first(void *site)
{
	struct erofs_site *s = site;

	for (;;) {
		while (sem_wait(&s->go))
			;
		if (s->over)
			return NULL;
		erofs_wait(s);
		s->held = false;
		sem_post(&s->done);
	}
}

static int erofs_rearm(void *site)
{
	struct erofs_site *s = site;

	if (s->held)
		return 0;
	s->held = true;
	nbd_disk_hold(&s->disk, ++s->round + 1);
	sem_post(&s->go);
	nbd_disk_await(&s->disk);
	return 0;
}

/* The reader needs a moment to unlock: only then is the event there. */
static int erofs_post(void *site)
{
	struct erofs_site *s = site;
	int ret = nbd_disk_let_go(&s->disk);

	while (!ret && sem_wait(&s->done))
		;
	return ret;
}

static int erofs_open(struct erofs_site *s)
{
	const char *const option[] = { "source", s->disk.path, NULL };
	char root[32];
	int ret;

	s->mount = s->root = -1;
	s->disk.fill = erofs_fill;
	sem_init(&s->go, 0, 0);
	sem_init(&s->done, 0, 0);
	ret = nbd_disk_open(&s->disk, BLOCKS);
	if (ret)
		return ret;
	s->mount = detached_mount("erofs", option);
	snprintf(root, sizeof(root), "/proc/self/fd/%d", s->mount);
	s->root = s->mount < 0 ? s->mount : SYS(open(root, O_RDONLY));
	if (s->root < 0)
		return s->root;
	ret = -pthread_create(&s->first, NULL, read_first, s);
	return ret ? ret : erofs_rearm(s);
}

static int xattr_open(void *site)
{
	struct erofs_site *s = site;

	s->use = use_xattr;
	return erofs_open(s);
}

static int map_open(void *site)
{
	struct erofs_site *s = site;

	s->use = use_map;
	return erofs_open(s);
}

static void erofs_close(void *site)
{
	struct erofs_site *s = site;

	s->over = true;
	if (s->held)
		nbd_disk_let_go(&s->disk);
	sem_post(&s->go);
	if (s->first)
		pthread_join(s->first, NULL);
	s->first = 0;
	fd_close(&s->root);
	fd_close(&s->mount);
	nbd_disk_close(&s->disk);
}

static int erofs_ready(void *site)
{
	const struct erofs_site *s = site;

	return !s->held;
}

#define EROFS_NEEDS                   \
	NEEDS({ .kind = NEED_GUEST }, \
	      { .kind = NEED_PATH,    \
		.what = "/dev/nbd0",  \
		.remedy = "wakestorm kernel boot --fragment erofs" })

const struct stressor erofs_xattr = {
	.name = "erofs-xattr",
	.summary = "the first getxattr() of an EROFS inode",
	.queue = "bit_waitqueue(&EROFS_I(inode)->flags)",
	.waits_in = "init_inode_xattrs erofs_init_inode_xattrs",
	.primitive = "wait_on_bit_lock",
	.woken_by = "init_inode_xattrs erofs_init_inode_xattrs",
	.kconfig = "BLK_DEV_NBD EROFS_FS EROFS_FS_XATTR FHANDLE",
	.satisfies = ALL,
	.stop = STOP_KILL,
	.max_posts = 1,
	.needs = EROFS_NEEDS,
	.site_size = sizeof(struct erofs_site),
	.open = xattr_open,
	.close = erofs_close,
	.wait = erofs_wait,
	.post = erofs_post,
	.ready = erofs_ready,
	.rearm = erofs_rearm,
};

const struct stressor erofs_map = {
	.name = "erofs-map",
	.summary = "the first mapping of a compressed EROFS file",
	.queue = "bit_waitqueue(&EROFS_I(inode)->flags)",
	.waits_in = "z_erofs_fill_inode_lazy z_erofs_fill_inode",
	.primitive = "wait_on_bit_lock",
	.woken_by = "z_erofs_fill_inode_lazy z_erofs_fill_inode",
	.kconfig = "BLK_DEV_NBD EROFS_FS EROFS_FS_ZIP FHANDLE",
	.satisfies = ALL,
	.stop = STOP_KILL,
	.max_posts = 1,
	.needs = EROFS_NEEDS,
	.site_size = sizeof(struct erofs_site),
	.open = map_open,
	.close = erofs_close,
	.wait = erofs_wait,
	.post = erofs_post,
	.ready = erofs_ready,
	.rearm = erofs_rearm,
};
