// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "stressors/lib/dax-file.h"
#include "stressors/lib/detached-mount.h"
#include "util.h"

/* Not in a header that programs may include. */
#define EXT4_IOC_CLEAR_ES_CACHE _IO('f', 40)

#define BLOCK	 4096u
#define BLOCKS	 1024u /* all of the device */
#define INODES	 32u
#define INODE	 (BLOCK / INODES)
#define ROOT	 2
#define FILE_INO 11
#define DIRECT	 12 /* blocks of a file that its inode knows itself */

/* The first blocks, as ext2 of old has them.  The last one, which says where
 * the blocks of the file behind the direct ones lie, is all 0: nowhere. */
enum { SUPER, GROUP, BLOCK_MAP, INODE_MAP, TABLE, ROOT_DIR, INDIRECT, USED };

static void put16(char *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put32(char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void fill_super(char *super)
{
	put32(super, INODES);
	put32(super + 4, BLOCKS);
	put32(super + 24, 2); /* of 4 KiB */
	put32(super + 28, 2);
	put32(super + 32, BLOCK * 8);
	put32(super + 36, BLOCK * 8);
	put32(super + 40, INODES);
	put16(super + 54, UINT16_MAX); /* never to be checked */
	put16(super + 56, 0xef53);
	put16(super + 58, 1); /* clean */
	put16(super + 60, 1);
}

static void fill_inode(char *inode, uint16_t mode, uint32_t blocks, int nth,
		       uint32_t block)
{
	put16(inode, mode);
	put32(inode + 4, blocks * BLOCK); /* bytes */
	put16(inode + 26, 2);		  /* links */
	put32(inode + 28, BLOCK / 512);
	put32(inode + 40 + nth * 4, block);
}

static void fill_image(char image[USED][BLOCK])
{
	fill_super(image[SUPER] + 1024);
	put32(image[GROUP], BLOCK_MAP);
	put32(image[GROUP] + 4, INODE_MAP);
	put32(image[GROUP] + 8, TABLE);
	fill_inode(image[TABLE] + (ROOT - 1) * INODE, S_IFDIR | 0700, 1, 0,
		   ROOT_DIR);
	fill_inode(image[TABLE] + (FILE_INO - 1) * INODE, S_IFREG | 0600,
		   DIRECT + 1, DIRECT, INDIRECT);
	put32(image[ROOT_DIR], FILE_INO);
	put16(image[ROOT_DIR] + 4, BLOCK); /* one entry is all */
	put16(image[ROOT_DIR] + 6, 1);
	image[ROOT_DIR][8] = 'f';
}

/* Closed before the mount: some kernels mount nothing that may be written. */
static int write_image(const char *path)
{
	int dev = SYS(open(path, O_WRONLY | O_CLOEXEC)), ret;
	char image[USED][BLOCK] = { 0 };

	if (dev < 0)
		return dev;
	fill_image(image);
	ret = full(write(dev, image, sizeof(image)), sizeof(image));
	close(dev);
	return ret;
}

static int mount_and_map(struct dax_file *d)
{
	const char *const option[] = { "source", d->mapper.path, "ro", "",
				       "dax",	 "always",	 NULL };

	d->mount = detached_mount("ext4", option);
	if (d->mount < 0)
		return d->mount;
	d->file = SYS(openat(d->mount, "f", O_RDONLY | O_CLOEXEC));
	if (d->file < 0)
		return d->file;
	d->page = mmap(NULL, DAX_PAGE, PROT_READ, MAP_SHARED, d->file,
		       DIRECT * BLOCK);
	return d->page == MAP_FAILED ? -errno : 0;
}

int dax_file_open(struct dax_file *d)
{
	int ret;

	d->dev = d->mount = d->file = -1;
	d->page = MAP_FAILED;
	ret = mapper_open(&d->mapper, "dax", "linear", BLOCKS * BLOCK / 512,
			  DAX_DEVICE " 0");
	if (ret)
		return ret;
	ret = write_image(d->mapper.path);
	if (ret)
		return ret;
	d->dev = SYS(open(d->mapper.path, O_RDONLY | O_CLOEXEC));
	return d->dev < 0 ? d->dev : mount_and_map(d);
}

void dax_file_close(struct dax_file *d)
{
	mapper_resume(&d->mapper);
	if (d->page != MAP_FAILED)
		munmap(d->page, DAX_PAGE);
	d->page = MAP_FAILED;
	fd_close(&d->file);
	fd_close(&d->mount);
	fd_close(&d->dev);
	mapper_close(&d->mapper);
}

int dax_file_hold(struct dax_file *d)
{
	int ret = SYS(ioctl(d->file, EXT4_IOC_CLEAR_ES_CACHE));

	if (!ret)
		ret = SYS(ioctl(d->dev, BLKFLSBUF, 0));
	return ret ? ret : mapper_suspend(&d->mapper);
}

/* A kworker sends what was kept.  Who reads the same sleeps until it is there.
 */
int dax_file_let_go(struct dax_file *d)
{
	int ret = mapper_resume(&d->mapper);
	char block[BLOCK];

	return ret ? ret
		   : full(pread(d->dev, block, BLOCK, INDIRECT * BLOCK), BLOCK);
}
