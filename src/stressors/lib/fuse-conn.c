// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "stressors/lib/fuse-conn.h"
#include "util.h"

/* The kernel wants room for the largest write it may ever send. */
#define REQUEST_SIZE (FUSE_MIN_READ_BUFFER + FUSE_BLOCK)
#define PAGES	     4096 /* of the file; more than are ever in flight */

static const char block[FUSE_BLOCK];

static int reply(int dev, uint64_t unique, int error, const void *data,
		 size_t len)
{
	struct {
		struct fuse_out_header out;
		char data[FUSE_BLOCK];
	} r = { .out = { .len = (uint32_t)(sizeof(r.out) + len),
			 .error = error,
			 .unique = unique } };

	if (len)
		memcpy(r.data, data, len);
	return full(write(dev, &r, r.out.len), r.out.len);
}

static const struct fuse_init_out init_out = {
	.major = FUSE_KERNEL_VERSION,
	.minor = FUSE_KERNEL_MINOR_VERSION,
	.flags = FUSE_ASYNC_READ,
	.max_readahead = FUSE_BLOCK,
	.max_write = FUSE_BLOCK,
	.max_background = PAGES,
	.congestion_threshold = PAGES,
};

static const struct fuse_open_out open_out;

static const struct fuse_attr_out attr_out = {
	.attr_valid = 3600,
	.attr = { .ino = FUSE_ROOT_ID,
		  .mode = S_IFREG | 0600,
		  .nlink = 1,
		  .size = PAGES * FUSE_BLOCK },
};

int fuse_conn_serve(struct fuse_conn *c, uint64_t *unique)
{
	char request[REQUEST_SIZE] __attribute__((aligned(8)));
	const struct fuse_in_header *in = (const void *)request;
	int ret = SYS(read(c->dev, request, sizeof(request)));
	uint64_t id = in->unique;

	if (ret < 0)
		return ret;
	switch (in->opcode) {
	case FUSE_INIT:
		ret = reply(c->dev, id, 0, &init_out, sizeof(init_out));
		break;
	case FUSE_OPEN:
		ret = reply(c->dev, id, 0, &open_out, sizeof(open_out));
		break;
	case FUSE_GETATTR:
		ret = reply(c->dev, id, 0, &attr_out, sizeof(attr_out));
		break;
	case FUSE_READ:
		ret = 0;
		if (unique)
			*unique = id;
		else
			ret = fuse_conn_answer_read(c, id);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT: ret = 0; break; /* these have no answer */
	default: ret = reply(c->dev, id, -ENOSYS, NULL, 0);
	}
	return ret < 0 ? ret : (int)in->opcode;
}

int fuse_conn_answer_read(struct fuse_conn *c, uint64_t unique)
{
	return reply(c->dev, unique, 0, block, FUSE_BLOCK);
}

/* Answers while fuse_conn_open() is in open(), fstat() and close(). */
static void *first_daemon(void *arg)
{
	int op;

	do
		op = fuse_conn_serve(arg, NULL);
	while (op >= 0 && op != FUSE_FLUSH);
	return NULL;
}

/* A mount that is attached nowhere: no path leads to it, and it is gone with
 * the last descriptor.  Its fd, or -errno. */
static int detached_mount(int dev)
{
	const char *const options[][2] = { { "source", "wakestorm" },
					   { "rootmode", "100600" },
					   { "user_id", "0" },
					   { "group_id", "0" } };
	int fs = SYS(fsopen("fuse", FSOPEN_CLOEXEC)), ret;
	char number[16];

	if (fs < 0)
		return fs;
	snprintf(number, sizeof(number), "%d", dev);
	ret = SYS(fsconfig(fs, FSCONFIG_SET_STRING, "fd", number, 0));
	for (size_t i = 0; i < ARRAY_SIZE(options) && !ret; i++)
		ret = SYS(fsconfig(fs, FSCONFIG_SET_STRING, options[i][0],
				   options[i][1], 0));
	if (!ret)
		ret = SYS(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (!ret)
		ret = SYS(fsmount(fs, FSMOUNT_CLOEXEC,
				  MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
	close(fs);
	return ret;
}

/*
 * Everything that would later ask the daemons is asked here: attributes are
 * kept for an hour, and a FLUSH that is refused once is never sent again (it
 * would hang the exit of every process that holds the file).
 */
static int open_file(struct fuse_conn *c)
{
	struct stat st;
	char root[32];

	snprintf(root, sizeof(root), "/proc/self/fd/%d", c->mount);
	c->file = SYS(open(root, O_RDONLY | O_CLOEXEC));
	if (c->file < 0)
		return c->file;
	fstat(c->file, &st);
	return SYS(close(dup(c->file)));
}

int fuse_conn_open(struct fuse_conn *c)
{
	pthread_t daemon;
	int ret;

	c->file = c->mount = -1;
	c->dev = SYS(open("/dev/fuse", O_RDWR | O_CLOEXEC));
	if (c->dev < 0)
		return c->dev;
	c->mount = detached_mount(c->dev);
	if (c->mount < 0)
		return c->mount;
	ret = -pthread_create(&daemon, NULL, first_daemon, c);
	if (ret)
		return ret;
	ret = open_file(c);
	if (ret)
		fd_close(&c->mount); /* lets the daemon go */
	pthread_join(daemon, NULL);
	return ret;
}

void fuse_conn_close(struct fuse_conn *c)
{
	fd_close(&c->mount);
	fd_close(&c->file);
	fd_close(&c->dev);
}

/* Forget a page, so that reading it ahead asks the daemons again. */
static int forget_page(const struct fuse_conn *c, uint64_t offset)
{
	struct {
		struct fuse_out_header out;
		struct fuse_notify_inval_inode_out inval;
	} n = { .out = { .len = sizeof(n), .error = FUSE_NOTIFY_INVAL_INODE },
		.inval = { .ino = FUSE_ROOT_ID,
			   .off = (int64_t)offset,
			   .len = FUSE_BLOCK } };

	return full(write(c->dev, &n, sizeof(n)), sizeof(n));
}

/*
 * Readahead is the one request that nobody waits for.  (Asynchronous direct
 * reads would do, but a process that is killed with one pending sleeps in
 * exit_aio() for its answer while it still holds /dev/fuse: for ever, when it
 * was the last.)
 */
int fuse_conn_request(struct fuse_conn *c)
{
	uint64_t page = atomic_fetch_add(&c->requests, 1) % PAGES;
	int ret = forget_page(c, page * FUSE_BLOCK);

	return ret ? ret
		   : -posix_fadvise(c->file, (off_t)(page * FUSE_BLOCK),
				    FUSE_BLOCK, POSIX_FADV_WILLNEED);
}
