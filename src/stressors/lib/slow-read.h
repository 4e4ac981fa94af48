/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A task that reads a block of our disk for as long as we want, with whatever
 * it holds meanwhile.
 */
#ifndef SLOW_READ_H
#define SLOW_READ_H

#include "stressors/lib/hand.h"
#include "stressors/lib/nbd-disk.h"

struct slow_read {
	struct nbd_disk *disk;
	void (*use)(void *site); /* the call that needs the block */
	void *site;
	struct hand hand;
	sem_t done;
};

/* disk, use and site are set.  0 or -errno. */
int slow_read_open(struct slow_read *r);

/* It has read; before nbd_disk_close(). */
void slow_read_close(struct slow_read *r);

/* Call use(), which will ask for that block, and sleep until it has. */
int slow_read_begin(struct slow_read *r, uint64_t block);

/* Does it read? */
int slow_read_busy(const struct slow_read *r);

/* Give it the block, and sleep until use() is through, if it reads at all.  0
 * or -errno.  A post() of sites that begin with it. */
int slow_read_end(void *reader);

/* Their ready(). */
int slow_read_ended(void *reader);

#endif
