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
 */
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>

#include "stressor.h"
#include "stressors/lib/erofs-inode.h"
#include "util.h"

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

static int xattr_open(void *site)
{
	return erofs_inode_open(site, use_xattr);
}

static int map_open(void *site)
{
	return erofs_inode_open(site, use_map);
}

#define EROFS_SITE                                                            \
	.queue = "bit_waitqueue(&EROFS_I(inode)->flags)",                     \
	.primitive = "wait_on_bit_lock", .satisfies = ALL, .stop = STOP_KILL, \
	.max_posts = 1, .site_size = sizeof(struct erofs_inode),              \
	.close = erofs_inode_close, .wait = erofs_inode_use,                  \
	.post = slow_read_end, .ready = slow_read_ended,                      \
	.rearm = erofs_inode_next, .needs = DISK_NEEDS("erofs")

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
