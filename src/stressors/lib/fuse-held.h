/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The read requests of a connection that are under way.  Only who takes them
 * from the kernel's queue can count them.
 */
#ifndef FUSE_HELD_H
#define FUSE_HELD_H

#include "stressors/lib/fuse-conn.h"

#define FUSE_HELD_MAX 8

struct fuse_held {
	atomic_uint n; /* that were counted, and have no answer yet */
	uint64_t id[FUSE_HELD_MAX];
};

/* How many are there, up to most?  Nobody answers meanwhile.  Or -errno. */
int fuse_held_count(const struct fuse_conn *c, struct fuse_held *h,
		    unsigned most);

/* Answer one.  0, or -EAGAIN: none is under way, and c->dev does not block. */
int fuse_held_answer(const struct fuse_conn *c, struct fuse_held *h);

#endif
