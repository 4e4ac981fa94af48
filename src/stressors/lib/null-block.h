/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A null_blk of two hardware queues that share a few tags.  One queue is only
 * ever polled: a request that we put there holds its tag until we poll.
 * For sites that begin with it.
 */
#ifndef NULL_BLOCK_H
#define NULL_BLOCK_H

#include "stressors/lib/ring.h"

#define NULL_BLOCK_TAGS 2
#define NULL_BLOCK_SIZE 4096

#define NULL_BLOCK_NEEDS                                   \
	NEEDS({ .kind = NEED_GUEST },                      \
	      { .kind = NEED_PATH,                         \
		.what = "/sys/module/null_blk/parameters", \
		.remedy = "a kernel with CONFIG_BLK_DEV_NULL_BLK" })

struct null_block {
	int configfs;
	int disk;	  /* direct I/O */
	unsigned held;	  /* tags */
	struct ring ring; /* its requests are polled */
	char folder[40], block[NULL_BLOCK_SIZE] __attribute__((aligned(4096)));
};

/* With all its tags held.  0 or -errno; null_block_close() in either case. */
int null_block_open(void *site);
void null_block_close(void *site);

/* Hold all tags; let all go; has nobody hold of one?  -errno, 0, 1. */
int null_block_hold(void *site);
int null_block_let_go(void *site);
int null_block_free(void *site);

#endif
