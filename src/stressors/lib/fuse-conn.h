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
#include <sys/types.h>

#define FUSE_BLOCK 4096
#define FUSE_PAGES 4096 /* in the cache; more than are ever in flight */

#define FUSE_NEEDS                   \
	NEEDS({ .kind = NEED_ROOT }, \
	      { .kind = NEED_PATH,   \
		.what = "/dev/fuse", \
		.remedy = "modprobe fuse, or run in a guest" })

struct fuse_conn {
	int dev; /* the daemon's side */
	int mount;
	int file;		/* the client's side, open for reading */
	int control;		/* the connection's folder in fusectl */
	atomic_ullong requests; /* sent so far */
};

/* --- fuse-conn.c: the connection and its client --- */

/* Mount the file system of that /dev/fuse; the mode of its root in octal.  The
 * mount's fd, or -errno. */
int fuse_mount(int dev, const char *rootmode);

/* Mount, and open the file.  0 or -errno; fuse_conn_close() in either case. */
int fuse_conn_open(struct fuse_conn *c);

/* For a site that begins with its connection.  The mount goes with its last
 * user, and with it what nobody answered. */
void fuse_conn_close(void *conn);

/* Client: send one read request, and don't wait for its answer.  0 or -errno;
 * sleeps only for a place among the background requests. */
int fuse_conn_request(struct fuse_conn *c);

/* --- fuse-control.c --- */

/* fusectl's folder for the connection of that device number: fd or -errno. */
int fuse_control_open(dev_t device);

/* Write value to the file of that name in fusectl.  0 or -errno. */
int fuse_conn_control(const struct fuse_conn *c, const char *name,
		      const char *value);

/* End the connection; for a site that begins with it.  0 or -errno. */
int fuse_conn_abort(void *conn);

/* --- fuse-daemon.c --- */

/* Take one request and answer it, all but a FUSE_READ when unique is not NULL:
 * that one's id goes to *unique.  The opcode, or -errno. */
int fuse_conn_serve(const struct fuse_conn *c, uint64_t *unique);

/* Answer the read request of that id.  0 or -errno. */
int fuse_conn_answer_read(const struct fuse_conn *c, uint64_t unique);

/* Forget a page, so that reading it ahead asks the daemons again.  Sleeps while
 * it is being read. */
int fuse_conn_forget_page(const struct fuse_conn *c, uint64_t offset);

#endif
