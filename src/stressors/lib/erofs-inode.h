/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The first use of an EROFS inode: of one that was never used, and what belongs
 * to it is in a block of our disk that was never read.
 */
#ifndef EROFS_INODE_H
#define EROFS_INODE_H

#include "stressors/lib/erofs-disk.h"
#include "stressors/lib/slow-read.h"

struct erofs_inode {
	struct slow_read reader;
	struct erofs_disk disk;
	uint64_t block; /* that the inode is in */
	int (*use)(int file);
};

/* 0 or -errno; erofs_inode_close() in either case. */
int erofs_inode_open(struct erofs_inode *i, int (*use)(int file));

/* Hooks of stressors whose site begins with it. */
void erofs_inode_close(void *site);
int erofs_inode_next(void *site); /* another, that the reader begins to use */
int erofs_inode_use(void *site);

#endif
