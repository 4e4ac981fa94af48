// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/fuse-conn.h"
#include "util.h"

/* The kernel wants room for the largest write it may ever send. */
#define REQUEST_SIZE (FUSE_MIN_READ_BUFFER + FUSE_BLOCK)

static const char block[FUSE_BLOCK];

static const struct fuse_init_out init_out = {
	.major = FUSE_KERNEL_VERSION,
	.minor = FUSE_KERNEL_MINOR_VERSION,
	.flags = FUSE_ASYNC_READ,
	.max_readahead = FUSE_BLOCK,
	.max_write = FUSE_BLOCK,
	.max_background = FUSE_PAGES,
	.congestion_threshold = FUSE_PAGES,
};

static const struct fuse_open_out open_out;

static const struct fuse_attr_out attr_out = {
	.attr_valid = 3600,
	.attr = { .ino = FUSE_ROOT_ID,
		  .mode = S_IFREG | 0600,
		  .nlink = 1,
		  .size = INT64_MAX / FUSE_BLOCK * FUSE_BLOCK },
};

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

static int answer(const struct fuse_conn *c, const struct fuse_in_header *in)
{
	switch (in->opcode) {
	case FUSE_INIT:
		return reply(c->dev, in->unique, 0, &init_out,
			     sizeof(init_out));
	case FUSE_OPEN:
		return reply(c->dev, in->unique, 0, &open_out,
			     sizeof(open_out));
	case FUSE_GETATTR:
		return reply(c->dev, in->unique, 0, &attr_out,
			     sizeof(attr_out));
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT: return 0; /* these have no answer */
	default: return reply(c->dev, in->unique, -ENOSYS, NULL, 0);
	}
}

int fuse_conn_serve(const struct fuse_conn *c, uint64_t *unique)
{
	char request[REQUEST_SIZE] __attribute__((aligned(8)));
	const struct fuse_in_header *in = (const void *)request;
	int ret = SYS(read(c->dev, request, sizeof(request)));

	if (ret < 0)
		return ret;
	if (in->opcode != FUSE_READ)
		ret = answer(c, in);
	else if (unique)
		*unique = in->unique;
	else
		ret = fuse_conn_answer_read(c, in->unique);
	return ret < 0 ? ret : (int)in->opcode;
}

int fuse_conn_answer_read(const struct fuse_conn *c, uint64_t unique)
{
	return reply(c->dev, unique, 0, block, FUSE_BLOCK);
}

int fuse_conn_forget_page(const struct fuse_conn *c, uint64_t offset)
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
