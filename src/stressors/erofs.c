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
 * The disk is ours.  Each round has an inode that was never used, and what
 * belongs to it is in a block that was never read.
 */
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>

#include "stressor.h"
#include "stressors/lib/erofs-disk.h"
#include "stressors/lib/slow-read.h"
#include "util.h"

struct erofs_site {
	struct erofs_disk disk;
	struct slow_read reader;
	uint64_t round; /* and the block of its inode */
	int (*use)(int file);
};

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
	const struct erofs_site *s = site;
	int file = erofs_disk_file(&s->disk, s->round), ret;

	if (file < 0)
		return file;
	ret = s->use(file);
	close(file);
	return ret;
}

static void read_first(void *site)
{
	erofs_wait(site);
}

static int erofs_rearm(void *site)
{
	struct erofs_site *s = site;

	if (slow_read_busy(&s->reader))
		return 0;
	s->round++;
	return slow_read_begin(&s->reader, s->round + 1);
}

static int erofs_post(void *site)
{
	struct erofs_site *s = site;

	return slow_read_end(&s->reader);
}

static int erofs_open(struct erofs_site *s, int (*use)(int file))
{
	int ret = erofs_disk_open(&s->disk);

	s->use = use;
	s->reader.disk = &s->disk.nbd;
	s->reader.use = read_first;
	s->reader.site = s;
	if (!ret)
		ret = slow_read_open(&s->reader);
	return ret ? ret : erofs_rearm(s);
}

static int xattr_open(void *site)
{
	return erofs_open(site, use_xattr);
}

static int map_open(void *site)
{
	return erofs_open(site, use_map);
}

static void erofs_close(void *site)
{
	struct erofs_site *s = site;

	slow_read_close(&s->reader);
	erofs_disk_close(&s->disk);
}

static int erofs_ready(void *site)
{
	const struct erofs_site *s = site;

	return !slow_read_busy(&s->reader);
}

#define EROFS_SITE                                                             \
	.queue = "bit_waitqueue(&EROFS_I(inode)->flags)",                      \
	.primitive = "wait_on_bit_lock", .satisfies = ALL, .stop = STOP_KILL,  \
	.max_posts = 1, .site_size = sizeof(struct erofs_site),                \
	.needs =                                                               \
		NEEDS({ .kind = NEED_GUEST },                                  \
		      { .kind = NEED_PATH,                                     \
			.what = "/dev/nbd0",                                   \
			.remedy = "wakestorm kernel boot --fragment erofs" }), \
	.close = erofs_close, .wait = erofs_wait, .post = erofs_post,          \
	.ready = erofs_ready, .rearm = erofs_rearm

const struct stressor erofs_xattr = {
	.name = "erofs-xattr",
	.summary = "the first getxattr() of an EROFS inode",
	.waits_in = "init_inode_xattrs erofs_init_inode_xattrs",
	.woken_by = "init_inode_xattrs erofs_init_inode_xattrs",
	.kconfig = "BLK_DEV_NBD EROFS_FS EROFS_FS_XATTR FHANDLE",
	.open = xattr_open,
	EROFS_SITE,
};

const struct stressor erofs_map = {
	.name = "erofs-map",
	.summary = "the first mapping of a compressed EROFS file",
	.waits_in = "z_erofs_fill_inode_lazy z_erofs_fill_inode "
		    "z_erofs_map_blocks_iter",
	.woken_by = "z_erofs_fill_inode_lazy z_erofs_fill_inode "
		    "z_erofs_map_blocks_iter",
	.kconfig = "BLK_DEV_NBD EROFS_FS EROFS_FS_ZIP FHANDLE",
	.open = map_open,
	EROFS_SITE,
};
