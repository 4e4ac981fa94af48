/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An ext2 file system on a disk of ours, mounted nowhere.  Each inode is a file
 * without a name, and a block of inodes is read when the first of them is used.
 */
#ifndef EXT2_DISK_H
#define EXT2_DISK_H

#include "stressors/lib/nbd-disk.h"

#define EXT2_PER_BLOCK 32 /* inodes */

struct ext2_disk {
	struct nbd_disk nbd;
	int mount, root;
};

/* 0 or -errno; ext2_disk_close() in either case. */
int ext2_disk_open(struct ext2_disk *d);
void ext2_disk_close(struct ext2_disk *d);

/* The disk block that holds that block of inodes, the first of which is 0. */
uint64_t ext2_disk_block(uint64_t inodes);

/* Open an inode of that block: 0 .. EXT2_PER_BLOCK - 1.  fd or -errno. */
int ext2_disk_file(const struct ext2_disk *d, uint64_t inodes, unsigned nth);

#endif
