// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/null-block.h"
#include "util.h"

static int set(int dir, const char *folder, const char *name, const char *value)
{
	char path[96];
	int fd, ret;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = SYS(openat(dir, path, O_WRONLY | O_CLOEXEC));
	if (fd < 0)
		return fd;
	ret = full(write(fd, value, strlen(value)), strlen(value));
	close(fd);
	return ret;
}

static int make_disk(struct null_block *b)
{
	static const char *const setting[][2] = {
		{ "queue_mode", "2" },	   { "irqmode", "0" },
		{ "blocksize", "4096" },   { "submit_queues", "1" },
		{ "poll_queues", "1" },	   { "shared_tag_bitmap", "1" },
		{ "hw_queue_depth", "2" }, { "no_sched", "1" },
		{ "power", "1" }
	};
	int ret = SYS(mkdirat(b->configfs, b->folder, 0700));

	for (size_t i = 0; i < ARRAY_SIZE(setting) && !ret; i++)
		ret = set(b->configfs, b->folder, setting[i][0], setting[i][1]);
	return ret;
}

/* The kernel ends a request that is older. */
static int never_time_out(const char *disk)
{
	char folder[64];

	snprintf(folder, sizeof(folder), "/sys/block/%s/queue", disk);
	return set(AT_FDCWD, folder, "io_timeout", "3600000");
}

int null_block_open(void *site)
{
	const char *const no_option[] = { NULL };
	struct null_block *b = site;
	char path[64];
	int ret;

	b->disk = b->ring.fd = -1;
	b->configfs = detached_mount("configfs", no_option);
	if (b->configfs < 0)
		return b->configfs;
	snprintf(b->folder, sizeof(b->folder), "nullb/wakestorm%d", getpid());
	ret = make_disk(b);
	if (!ret)
		ret = never_time_out(strchr(b->folder, '/') + 1);
	if (!ret)
		ret = ring_open(&b->ring, IORING_SETUP_IOPOLL);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), "/dev%s", strchr(b->folder, '/'));
	b->disk = SYS(open(path, O_RDWR | O_DIRECT | O_CLOEXEC));
	return b->disk < 0 ? b->disk : null_block_hold(b);
}

int null_block_hold(void *site)
{
	struct null_block *b = site;
	const struct io_uring_sqe sqe = { .opcode = IORING_OP_READ,
					  .fd = b->disk,
					  .addr = (uintptr_t)b->block,
					  .len = NULL_BLOCK_SIZE };
	int ret = 0;

	for (; b->held < NULL_BLOCK_TAGS && !ret; b->held += !ret)
		ret = ring_submit(&b->ring, &sqe);
	return ret;
}

int null_block_let_go(void *site)
{
	struct null_block *b = site;
	int ret = ring_sleep(&b->ring, b->held, 0);

	for (; b->held && ret >= 0; b->held--)
		ret = ring_take(&b->ring, NULL);
	return ret;
}

int null_block_free(void *site)
{
	const struct null_block *b = site;

	return !b->held;
}

void null_block_close(void *site)
{
	struct null_block *b = site;

	if (b->held)
		null_block_let_go(b);
	ring_close(&b->ring);
	fd_close(&b->disk);
	if (b->folder[0])
		unlinkat(b->configfs, b->folder, AT_REMOVEDIR);
	fd_close(&b->configfs);
}
