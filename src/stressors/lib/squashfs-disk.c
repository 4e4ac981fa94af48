// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/squashfs-disk.h"
#include "util.h"

/* The first block of the disk, the file, its inode, and who owns it. */
#define INODE_AT     (1u + SQUASHFS_BLOCKS)
#define INODE_BLOCKS 3
#define OWNER_AT     (INODE_AT + INODE_BLOCKS)
#define OWNER	     (OWNER_AT * DISK_BLOCK) /* in bytes */
#define OWNER_SIZE   6
#define END	     (OWNER + OWNER_SIZE + 8)

#define META_SIZE  8192 /* of a block of inodes */
#define META_AS_IS 0x8000u
#define DATA_AS_IS (1u << 24) /* not compressed */
#define NONE	   UINT32_MAX

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
	put32(super, 0x73717368);
	put32(super + 4, 1); /* inodes */
	put32(super + 12, DISK_BLOCK);
	put16(super + 20, 1);  /* zlib, as all know it */
	put16(super + 22, 12); /* blocks of 4 KiB */
	put16(super + 26, 1);  /* owners */
	put16(super + 28, 4);  /* version */
	put32(super + 40, END);
	put32(super + 48, OWNER + OWNER_SIZE);
	memset(super + 56, 0xff, 8); /* no extended attributes */
	put32(super + 64, INODE_AT * DISK_BLOCK);
	put32(super + 72, OWNER); /* directories: none */
	memset(super + 80, 0xff, 16);
}

static void fill_inode(char *inode)
{
	put16(inode, 2); /* a file */
	put16(inode + 2, 0400);
	put32(inode + 12, 1); /* number */
	put32(inode + 16, DISK_BLOCK);
	put32(inode + 20, NONE);
	put32(inode + 28, SQUASHFS_BLOCKS * DISK_BLOCK);
	for (int i = 0; i < SQUASHFS_BLOCKS; i++)
		put32(inode + 32 + 4 * i, DISK_BLOCK | DATA_AS_IS);
}

static void squashfs_fill(uint64_t number, char block[DISK_BLOCK])
{
	char inode[INODE_BLOCKS * DISK_BLOCK] = "";

	if (!number) {
		fill_super(block);
	} else if (number == OWNER_AT) {
		put16(block, 4 | META_AS_IS); /* bytes: one owner, root */
		put32(block + OWNER_SIZE, OWNER);
	} else if (number >= INODE_AT) {
		put16(inode, META_SIZE | META_AS_IS);
		fill_inode(inode + 2);
		memcpy(block, inode + (number - INODE_AT) * DISK_BLOCK,
		       DISK_BLOCK);
	}
}

int squashfs_disk_open(struct squashfs_disk *d)
{
	const char *const option[] = { "source", d->nbd.path, NULL };
	char root[32];
	int ret;

	d->mount = d->file = -1;
	d->nbd.fill = squashfs_fill;
	ret = nbd_disk_open(&d->nbd, OWNER_AT + 1);
	if (ret)
		return ret;
	d->mount = detached_mount("squashfs", option);
	if (d->mount < 0)
		return d->mount;
	snprintf(root, sizeof(root), "/proc/self/fd/%d", d->mount);
	d->file = SYS(open(root, O_RDONLY | O_CLOEXEC));
	return d->file < 0 ? d->file : 0;
}

void squashfs_disk_close(struct squashfs_disk *d)
{
	fd_close(&d->file);
	fd_close(&d->mount);
	nbd_disk_close(&d->nbd);
}

int squashfs_disk_forget(const struct squashfs_disk *d)
{
	return -posix_fadvise(d->file, 0, 0, POSIX_FADV_DONTNEED);
}

int squashfs_disk_read(const struct squashfs_disk *d, unsigned block)
{
	char *page = mmap(NULL, DISK_BLOCK, PROT_READ, MAP_PRIVATE, d->file,
			  (off_t)block * DISK_BLOCK);
	int ret;

	if (page == MAP_FAILED)
		return -errno;
	ret = SYS(madvise(page, DISK_BLOCK, MADV_RANDOM));
	if (!ret)
		ret = SYS(madvise(page, DISK_BLOCK, MADV_POPULATE_READ));
	munmap(page, DISK_BLOCK);
	return ret;
}
