/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A JFS on a disk of ours, mounted nowhere, without a journal.  It has many
 * equal parts, each with a map page of its own, which is read when the first
 * block of the part is taken, while the page below, of the blocks themselves,
 * is locked.  And it has files without a name for each part: one block long,
 * and the next one will be of that part.
 */
#ifndef JFS_DISK_H
#define JFS_DISK_H

#include "stressors/lib/fs-disk.h"

#define JFS_PARTS 8192u
#define JFS_FILES 32 /* of each part */

/* 0 or -errno; fs_disk_close() in either case. */
int jfs_disk_open(struct fs_disk *d);

/* The disk block with the map page of that part, 1 ... */
uint64_t jfs_disk_map(uint64_t part);

/* Open one of its files.  fd or -errno. */
int jfs_disk_file(const struct fs_disk *d, uint64_t part, unsigned nth);

#endif
