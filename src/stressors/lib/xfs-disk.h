/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An XFS file system on a disk of ours, mounted nowhere: an empty root
 * directory, no room for anything else, and a log.
 */
#ifndef XFS_DISK_H
#define XFS_DISK_H

#include "stressors/lib/nbd-disk.h"

struct xfs_disk {
	struct nbd_disk nbd;
	int mount, root;
};

/* 0 or -errno; xfs_disk_close() in either case. */
int xfs_disk_open(struct xfs_disk *d);
void xfs_disk_close(struct xfs_disk *d);

#endif
