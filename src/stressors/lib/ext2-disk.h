/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An ext2 file system on a disk of ours, mounted nowhere.  Each inode is a file
 * without a name, and a block of inodes is read when the first of them is used.
 */
#ifndef EXT2_DISK_H
#define EXT2_DISK_H

#include "stressors/lib/nbd-disk.h"

#define EXT2_PER_BLOCK	32     /* inodes */
#define EXT2_GROUP_SIZE 32768u /* blocks, and inodes */
#define EXT2_TABLE_AT	16u    /* of inodes, in each group */
#define EXT2_TABLE_SIZE (EXT2_GROUP_SIZE / EXT2_PER_BLOCK)

struct ext2_disk {
	struct nbd_disk nbd;
	int mount, root;
};

/* 0 or -errno; ext2_disk_close() in either case. */
int ext2_disk_open(struct ext2_disk *d);

/* Waits until the last one who has a file open is gone, and all is written. */
void ext2_disk_close(struct ext2_disk *d);

/* The same for a descendant of ext2: nbd.fill, which is set, first calls
 * ext2_disk_fill(). */
int ext2_disk_open_as(struct ext2_disk *d, const char *type);
void ext2_disk_fill(uint64_t number, char block[DISK_BLOCK]);

/* The disk block that holds that block of inodes, the first of which is 0. */
uint64_t ext2_disk_block(uint64_t inodes);

/* Open an inode of that block: 0 .. EXT2_PER_BLOCK - 1.  fd or -errno. */
int ext2_disk_file(const struct ext2_disk *d, uint64_t inodes, unsigned nth);

#endif
