/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A FUSE connection made of nothing but /dev/fuse, a mount that is attached
 * nowhere, and one open file: nobody else sees it, and it can't outlive us.
 */
#ifndef FUSE_CONN_H
#define FUSE_CONN_H

#include <linux/fuse.h>
#include <stdatomic.h>
#include <stdint.h>

#define FUSE_BLOCK 4096

struct fuse_conn {
	int dev; /* the daemon's side */
	int mount;
	int file; /* the client's side, open for reading */
	atomic_uint requests; /* sent so far */
};

/* Mount, and open the file.  0 or -errno; fuse_conn_close() in either case. */
int fuse_conn_open(struct fuse_conn *c);

/* The mount goes with its last user, and with it what nobody answered. */
void fuse_conn_close(struct fuse_conn *c);

/* Client: send one read request, and don't wait for its answer. */
int fuse_conn_request(struct fuse_conn *c);

/* Daemon: take one request and answer it, all but FUSE_READ when unique is not
 * NULL: that one's id goes to *unique.  Its opcode, or -errno. */
int fuse_conn_serve(struct fuse_conn *c, uint64_t *unique);

/* Daemon: answer the read request of that id.  0 or -errno. */
int fuse_conn_answer_read(struct fuse_conn *c, uint64_t unique);

#endif
