/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A squashfs file system on a disk of ours, mounted nowhere.  Nothing in it is
 * compressed, and its root is no directory but a file.
 */
#ifndef SQUASHFS_DISK_H
#define SQUASHFS_DISK_H

#include "stressors/lib/nbd-disk.h"

#define SQUASHFS_BLOCKS 2000 /* of the file; the first one is disk block 1 */

struct squashfs_disk {
	struct nbd_disk nbd;
	int mount, file;
};

/* 0 or -errno; squashfs_disk_close() in either case. */
int squashfs_disk_open(struct squashfs_disk *d);
void squashfs_disk_close(struct squashfs_disk *d);

/* Nothing of the file is in the page cache.  0 or -errno. */
int squashfs_disk_forget(const struct squashfs_disk *d);

/* Read that block of the file, and nothing ahead of it.  0 or -errno. */
int squashfs_disk_read(const struct squashfs_disk *d, unsigned block);

#endif
