/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A page of a file on FUSE that is locked, because it is being read, for as
 * long as the daemon does not answer.
 */
#ifndef FUSE_PAGE_H
#define FUSE_PAGE_H

#include "stressors/lib/fuse-conn.h"

struct fuse_page {
	struct fuse_conn conn;
	uint64_t read; /* the request that the page waits for; 0: none */
};

/* Hooks of stressors whose site begins with it. */
int fuse_page_open(void *site); /* locks it */
void fuse_page_close(void *site);
int fuse_page_lock(void *site);
int fuse_page_unlock(void *site);
int fuse_page_is_unlocked(void *site);

#endif
