// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/ext2-disk.h"
#include "util.h"

#define GROUPS	   256u
#define GROUP_SIZE EXT2_GROUP_SIZE
#define TABLE_AT   EXT2_TABLE_AT
#define TABLE_SIZE EXT2_TABLE_SIZE
#define GDT_BLOCKS (GROUPS * 32 / DISK_BLOCK)
#define INODE	   (DISK_BLOCK / EXT2_PER_BLOCK)

#define CLOSE_LOOKS 1000

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
	put32(super, GROUPS * GROUP_SIZE);     /* inodes */
	put32(super + 4, GROUPS * GROUP_SIZE); /* blocks */
	put32(super + 24, 2);		       /* of 4 KiB */
	put32(super + 28, 2);
	put32(super + 32, GROUP_SIZE);
	put32(super + 36, GROUP_SIZE);
	put32(super + 40, GROUP_SIZE);
	put16(super + 54, UINT16_MAX); /* never to be checked */
	put16(super + 56, 0xef53);
	put16(super + 58, 1); /* clean */
	put16(super + 60, 1);
}

static void fill_groups(uint32_t first, char *block)
{
	for (uint32_t i = 0; i < DISK_BLOCK / 32; i++, block += 32) {
		uint32_t base = (first + i) * GROUP_SIZE;

		put32(block, base + 8); /* bitmaps */
		put32(block + 4, base + 9);
		put32(block + 8, base + TABLE_AT);
	}
}

static void fill_inode(char *inode, uint16_t mode)
{
	put16(inode, mode);
	put32(inode + 4, DISK_BLOCK); /* bytes */
	put16(inode + 26, 2);	      /* links */
	put32(inode + 28, DISK_BLOCK / 512);
}

void ext2_disk_fill(uint64_t number, char block[DISK_BLOCK])
{
	uint64_t at = number % GROUP_SIZE;

	if (!number)
		fill_super(block + 1024);
	else if (number <= GDT_BLOCKS)
		fill_groups((uint32_t)(number - 1) * (DISK_BLOCK / 32), block);
	else if (at >= TABLE_AT && at < TABLE_AT + TABLE_SIZE)
		for (int i = 0; i < EXT2_PER_BLOCK; i++)
			fill_inode(block + i * INODE, S_IFREG | 0600);
	if (number == TABLE_AT)
		fill_inode(block + INODE, S_IFDIR | 0700); /* the root, 2 */
}

int ext2_disk_open_as(struct ext2_disk *d, const char *type)
{
	const char *const option[] = { "source", d->nbd.path, NULL };
	char root[32];
	int ret;

	d->mount = d->root = -1;
	ret = nbd_disk_open(&d->nbd, GROUPS * GROUP_SIZE);
	if (ret)
		return ret;
	d->mount = detached_mount(type, option);
	if (d->mount < 0)
		return d->mount;
	snprintf(root, sizeof(root), "/proc/self/fd/%d", d->mount);
	d->root = SYS(open(root, O_RDONLY | O_CLOEXEC));
	return d->root < 0 ? d->root : 0;
}

int ext2_disk_open(struct ext2_disk *d)
{
	d->nbd.fill = ext2_disk_fill;
	return ext2_disk_open_as(d, "ext2");
}

/* Then nobody can have the disk for himself. */
static bool is_mounted(const struct ext2_disk *d)
{
	int fd = SYS(open(d->nbd.path, O_RDONLY | O_EXCL | O_CLOEXEC));

	if (fd >= 0)
		close(fd);
	return fd == -EBUSY;
}

void ext2_disk_close(struct ext2_disk *d)
{
	fd_close(&d->root);
	fd_close(&d->mount);
	for (int i = 0; i < CLOSE_LOOKS && is_mounted(d); i++)
		usleep(1000);
	nbd_disk_close(&d->nbd);
}

uint64_t ext2_disk_block(uint64_t inodes)
{
	return inodes / TABLE_SIZE * GROUP_SIZE + TABLE_AT +
	       inodes % TABLE_SIZE;
}

int ext2_disk_file(const struct ext2_disk *d, uint64_t inodes, unsigned nth)
{
	struct {
		struct file_handle head;
		uint32_t inode, generation;
	} h = {
		.head = { .handle_bytes = 8, .handle_type = 1 },
		.inode = (uint32_t)(inodes * EXT2_PER_BLOCK + nth + 1),
	};

	return SYS(open_by_handle_at(d->root, &h.head, O_RDONLY | O_CLOEXEC));
}
