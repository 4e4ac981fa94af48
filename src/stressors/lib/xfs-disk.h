/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An XFS file system on a disk of ours, mounted nowhere: an empty root
 * directory, no room for anything else, and a log.
 */
#ifndef XFS_DISK_H
#define XFS_DISK_H

#include "stressors/lib/fs-disk.h"

/* 0 or -errno; xfs_disk_close() in either case. */
int xfs_disk_open(struct fs_disk *d);
void xfs_disk_close(struct fs_disk *d);

#endif
