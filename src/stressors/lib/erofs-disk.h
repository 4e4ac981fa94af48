/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An EROFS file system on a disk of ours, mounted nowhere.  All blocks but the
 * first are alike: an inode without a name at the end, and at the start what
 * belongs to the inode in the block before.
 */
#ifndef EROFS_DISK_H
#define EROFS_DISK_H

#include "stressors/lib/nbd-disk.h"

struct erofs_disk {
	struct nbd_disk nbd;
	int mount, root;
};

/* 0 or -errno; erofs_disk_close() in either case. */
int erofs_disk_open(struct erofs_disk *d);
void erofs_disk_close(struct erofs_disk *d);

/* Open the inode in that block, 1 ...: a compressed file.  fd or -errno. */
int erofs_disk_file(const struct erofs_disk *d, uint64_t block);

#endif
