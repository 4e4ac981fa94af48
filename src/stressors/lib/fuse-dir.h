/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A FUSE directory whose inode lock a thread of ours holds, for as long as its
 * daemon does not answer: mkdir() looks the new name up under the lock.  The
 * directory is empty, and the kernel knows it by heart: to read it asks nobody.
 *
 * The daemon leaves the request unread until it answers, so that the thread can
 * be killed: a request that a daemon has read must be answered first.
 */
#ifndef FUSE_DIR_H
#define FUSE_DIR_H

#include <pthread.h>
#include <stdatomic.h>

struct fuse_dir {
	int dev;       /* the daemon's side */
	int mount;     /* attached nowhere: no path leads to it */
	char path[32]; /* of the directory, for open() */
	pthread_t holder;
	int go;		 /* eventfd: the holder's next turn */
	atomic_int held; /* the holder has its turn */
	atomic_int last; /* it was told to go */
};

/* Mount, and hold the lock.  0 or -errno; fuse_dir_close() in either case. */
int fuse_dir_open(struct fuse_dir *d);

void fuse_dir_close(struct fuse_dir *d);

/* Have the lock held, if it is not.  0 or -errno. */
int fuse_dir_lock(struct fuse_dir *d);

/* Have it released: done when it returns.  0 or -errno. */
int fuse_dir_unlock(struct fuse_dir *d);

/* The connection ends, and with it the hold, if dev was the last of its kind.
 * 0 or -errno. */
int fuse_dir_abort(struct fuse_dir *d);

#endif
