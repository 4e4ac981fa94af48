// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/fuse-conn.h"
#include "util.h"

/* Answers while fuse_conn_open() is in open(), fstat() and close(). */
static void *first_daemon(void *arg)
{
	int op;

	do
		op = fuse_conn_serve(arg, NULL);
	while (op >= 0 && op != FUSE_FLUSH);
	return NULL;
}

int fuse_mount(int dev, const char *rootmode)
{
	char number[16];
	const char *const option[] = { "fd",	    number,	"source",
				       "wakestorm", "rootmode", rootmode,
				       "user_id",   "0",	"group_id",
				       "0",	    NULL };

	snprintf(number, sizeof(number), "%d", dev);
	return detached_mount("fuse", option);
}

/*
 * Everything that would later ask the daemons is asked here: attributes are
 * kept for an hour, and a FLUSH that is refused once is never sent again (it
 * would hang the exit of every process that holds the file).
 */
static int open_file(struct fuse_conn *c, struct stat *st)
{
	char root[32];

	snprintf(root, sizeof(root), "/proc/self/fd/%d", c->mount);
	c->file = SYS(open(root, O_RDONLY | O_CLOEXEC));
	if (c->file < 0)
		return c->file;
	fstat(c->file, st);
	return SYS(close(dup(c->file)));
}

int fuse_conn_open(struct fuse_conn *c)
{
	struct stat st;
	pthread_t daemon;
	int ret;

	c->file = c->mount = c->control = -1;
	c->dev = SYS(open("/dev/fuse", O_RDWR | O_CLOEXEC));
	if (c->dev < 0)
		return c->dev;
	c->mount = fuse_mount(c->dev, "100600");
	if (c->mount < 0)
		return c->mount;
	ret = -pthread_create(&daemon, NULL, first_daemon, c);
	if (ret)
		return ret;
	ret = open_file(c, &st);
	if (ret)
		fd_close(&c->mount); /* lets the daemon go */
	pthread_join(daemon, NULL);
	if (!ret)
		ret = c->control = fuse_control_open(st.st_dev);
	return ret < 0 ? ret : 0;
}

void fuse_conn_close(void *conn)
{
	struct fuse_conn *c = conn;

	fd_close(&c->control);
	fd_close(&c->mount);
	fd_close(&c->file);
	fd_close(&c->dev);
}

/*
 * Readahead is the one request that nobody waits for.  (Asynchronous direct
 * reads would do, but a process that is killed with one pending sleeps in
 * exit_aio() for its answer while it still holds /dev/fuse: for ever, when it
 * was the last.)
 *
 * Each asks for a page that none asked for before, and old ones are dropped
 * from the cache, as far as they are not locked: the page of a request that a
 * killed daemon took stays locked to the end, and whoever waits for it waits as
 * long.
 */
int fuse_conn_request(struct fuse_conn *c)
{
	uint64_t page = atomic_fetch_add(&c->requests, 1);

	if (page >= FUSE_PAGES)
		posix_fadvise(c->file,
			      (off_t)((page - FUSE_PAGES) * FUSE_BLOCK),
			      FUSE_BLOCK, POSIX_FADV_DONTNEED);
	return -posix_fadvise(c->file, (off_t)(page * FUSE_BLOCK), FUSE_BLOCK,
			      POSIX_FADV_WILLNEED);
}
