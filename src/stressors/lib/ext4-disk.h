/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An ext4 file system with a journal on a disk of ours, mounted nowhere: an
 * ext2 file system, with more in it.  In each block of inodes the first one is
 * a file of 16 blocks, and the disk block that says where the last four of them
 * lie is read when the file is cut short.
 */
#ifndef EXT4_DISK_H
#define EXT4_DISK_H

#include "stressors/lib/ext2-disk.h"

/* 0 or -errno; ext2_disk_close() in either case. */
int ext4_disk_open(struct ext2_disk *d);

/* The disk block that belongs to the first one of that block of inodes. */
uint64_t ext4_disk_indirect(uint64_t inodes);

/* Cut that first inode short: a change of the file system that lasts for as
 * long as it takes to read the disk block.  0 or -errno. */
int ext4_disk_cut(const struct ext2_disk *d, uint64_t inodes);

#endif
