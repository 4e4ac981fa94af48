// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "stressors/lib/orangefs-client.h"
#include "stressors/lib/orangefs-proto.h"
#include "stressors/lib/tmpfs.h"
#include "util.h"

#define DEVICE	 "pvfs2-req"
#define PRIORITY 50 /* above waiters and posters */

/* poll() is not told of a read that was called off:
 * orangefs_cancel_op_in_progress(), fs/orangefs/waitqueue.c, wakes nobody. */
#define PERIOD_MS 10

static int device_major(void)
{
	unsigned number, found = 0;
	char line[64], name[32];
	FILE *f = fopen("/proc/devices", "re");

	if (!f)
		return -errno;
	while (!found && fgets(line, sizeof(line), f))
		if (sscanf(line, "%u %31s", &number, name) == 2 &&
		    !strcmp(name, DEVICE))
			found = number;
	fclose(f);
	return found ? (int)found : -ENODEV;
}

int orangefs_there(void)
{
	int ret = device_major();

	return ret < 0 ? ret : 0;
}

/* Nobody makes a node for it. */
static int open_device(void)
{
	int number = device_major(), dir, ret;

	if (number < 0)
		return number;
	dir = tmpfs_open();
	if (dir < 0)
		return dir;
	ret = SYS(mknodat(dir, DEVICE, S_IFCHR | 0600,
			  makedev((unsigned)number, 0)));
	if (!ret)
		ret = SYS(openat(dir, DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC));
	close(dir);
	return ret;
}

int orangefs_reply(const struct orangefs_client *c, uint64_t tag,
		   const struct orangefs_down *down)
{
	struct orangefs_answer a = { .head = { .version = ORANGEFS_VERSION,
					       .magic = ORANGEFS_MAGIC,
					       .tag = tag },
				     .down = *down };

	return full(write(c->dev, &a, (size_t)c->down_size),
		    (size_t)c->down_size);
}

static int keep(struct orangefs_client *c, uint64_t tag)
{
	c->held_tag = tag;
	return SYS(sem_post(&c->asked));
}

static int answer(struct orangefs_client *c, uint64_t tag,
		  const struct orangefs_up *up)
{
	struct orangefs_down down = { .type = up->type };

	switch (up->type) {
	case ORANGEFS_FILE_IO:
		if (up->io.offset == ORANGEFS_HELD_AT)
			return keep(c, tag);
		down.done = up->io.count;
		break;
	case ORANGEFS_CANCEL:
		if (up->cancelled == c->held_tag)
			return keep(c, tag);
		break;
	case ORANGEFS_FS_MOUNT:
		down.mount = (struct orangefs_mounted){ 1, 1, { 1 } };
		break;
	case ORANGEFS_GETATTR:
		down.attr = (struct orangefs_attr){ .perms = 0600,
						    .size = 2 * ORANGEFS_SLOT,
						    .type = 1,
						    .blksize = ORANGEFS_SLOT };
		break;
	}
	return orangefs_reply(c, tag, &down);
}

int orangefs_take(const struct orangefs_client *c, struct orangefs_request *r)
{
	return full(read(c->dev, r, (size_t)c->up_size), (size_t)c->up_size);
}

static void serve(struct orangefs_client *c)
{
	struct orangefs_request r;
	bool idle = true;

	for (; !orangefs_take(c, &r); idle = false)
		answer(c, r.head.tag, &r.up);
	if (idle)
		usleep(1000); /* it may wait until it can tell us of a mount */
}

static void *client(void *arg)
{
	const struct sched_param above = { .sched_priority = PRIORITY };
	struct orangefs_client *c = arg;
	struct pollfd p[] = { { .fd = c->stop, .events = POLLIN },
			      { .fd = c->dev, .events = POLLIN } };

	sched_setscheduler(0, SCHED_FIFO, &above);
	while (poll(p, 2, PERIOD_MS) >= 0 && !p[0].revents)
		serve(c);
	return NULL;
}

int orangefs_device_open(struct orangefs_client *c)
{
	const struct orangefs_map map = { .address = (uintptr_t)c->memory,
					  .total_size =
						  ORANGEFS_SLOT * c->slots,
					  .size = ORANGEFS_SLOT,
					  .count = c->slots };
	int ret;

	c->dev = open_device();
	if (c->dev < 0)
		return c->dev;
	ret = SYS(ioctl(c->dev, ORANGEFS_GET_MAX_UPSIZE, &c->up_size));
	if (!ret)
		ret = SYS(ioctl(c->dev, ORANGEFS_GET_MAX_DOWNSIZE,
				&c->down_size));
	if (!ret)
		ret = SYS(ioctl(c->dev, ORANGEFS_MAP, &map));
	return ret;
}

int orangefs_daemon_start(struct orangefs_client *c)
{
	return -pthread_create(&c->thread, NULL, client, c);
}

void orangefs_daemon_stop(struct orangefs_client *c)
{
	uint64_t n = 1;

	if (!c->thread)
		return;
	n = (uint64_t)write(c->stop, &n, sizeof(n));
	pthread_join(c->thread, NULL);
	n = (uint64_t)read(c->stop, &n, sizeof(n));
	c->thread = 0;
}
