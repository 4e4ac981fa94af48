// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>

#include "stressors/lib/orangefs-client.h"
#include "stressors/lib/orangefs-proto.h"
#include "util.h"

#define READ_ID 1 /* of the read that can be called off, in the ring */

static int mount_it(void)
{
	int fs = SYS(fsopen("pvfs2", FSOPEN_CLOEXEC)), ret;

	if (fs < 0)
		return fs;
	ret = SYS(fsconfig(fs, FSCONFIG_SET_STRING, "source", "wakestorm", 0));
	if (!ret) /* or a read can't be called off */
		ret = SYS(fsconfig(fs, FSCONFIG_SET_FLAG, "intr", NULL, 0));
	if (!ret)
		ret = SYS(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (!ret)
		ret = SYS(fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOATIME));
	close(fs);
	return ret;
}

static size_t size_of(const struct orangefs_client *c)
{
	return (size_t)c->slots * ORANGEFS_SLOT;
}

static int prepare(struct orangefs_client *c)
{
	c->dev = c->stop = c->mount = c->file = c->ring.fd = -1;
	sem_init(&c->asked, 0, 0);
	c->memory = mmap(NULL, size_of(c), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (c->memory == MAP_FAILED)
		return -errno;
	c->stop = SYS(eventfd(0, EFD_CLOEXEC));
	return c->stop < 0 ? c->stop : ring_open(&c->ring, 0);
}

/* Work that a ring leaves to this task ends a sleep as a signal does. */
int orangefs_client_open(struct orangefs_client *c)
{
	char root[32];
	int ret = prepare(c);

	if (!ret)
		ret = orangefs_device_open(c);
	if (!ret)
		ret = orangefs_daemon_start(c);
	if (ret)
		return ret;
	do
		c->mount = mount_it();
	while (c->mount == -EINTR);
	if (c->mount < 0)
		return c->mount;
	snprintf(root, sizeof(root), "/proc/self/fd/%d", c->mount);
	do
		c->file = SYS(open(root, O_RDONLY | O_DIRECT | O_CLOEXEC));
	while (c->file == -EINTR);
	return c->file < 0 ? c->file : 0;
}

/* The device first: once it is gone, nobody waits for our answers. */
void orangefs_client_close(struct orangefs_client *c)
{
	orangefs_daemon_stop(c);
	fd_close(&c->dev);
	ring_close(&c->ring);
	fd_close(&c->file);
	fd_close(&c->mount);
	fd_close(&c->stop);
	if (c->memory && c->memory != MAP_FAILED)
		munmap(c->memory, size_of(c));
	c->memory = NULL;
}

int orangefs_client_read(struct orangefs_client *c)
{
	const struct io_uring_sqe sqe = { .opcode = IORING_OP_READ,
					  .flags = IOSQE_ASYNC,
					  .fd = c->file,
					  .off = ORANGEFS_HELD_AT,
					  .addr = (uintptr_t)c->memory,
					  .len = ORANGEFS_SLOT,
					  .user_data = READ_ID };

	return ring_submit(&c->ring, &sqe);
}

int orangefs_client_call_off(struct orangefs_client *c)
{
	const struct io_uring_sqe sqe = { .opcode = IORING_OP_ASYNC_CANCEL,
					  .addr = READ_ID };

	return ring_submit(&c->ring, &sqe);
}

static void await(struct orangefs_client *c)
{
	while (sem_wait(&c->asked))
		;
}

int orangefs_client_hold(struct orangefs_client *c)
{
	int ret = orangefs_client_read(c);

	if (ret)
		return ret;
	await(c);
	poll(NULL, 0, 1); /* its task may not sleep yet, and miss the call */
	ret = orangefs_client_call_off(c);
	if (ret)
		return ret;
	await(c);
	ret = ring_sleep(&c->ring, 2, 0);
	for (int i = 0; i < 2 && ret >= 0; i++)
		ret = ring_take(&c->ring, NULL);
	c->holds = !ret;
	return ret;
}

int orangefs_client_let_go(struct orangefs_client *c)
{
	const struct orangefs_down known = { .type = ORANGEFS_CANCEL };

	c->holds = false;
	return orangefs_reply(c, c->held_tag, &known);
}

int orangefs_client_restart(struct orangefs_client *c)
{
	int ret;

	orangefs_daemon_stop(c);
	fd_close(&c->dev);
	c->holds = false;
	ret = orangefs_device_open(c);
	if (!ret)
		ret = orangefs_daemon_start(c);
	if (ret)
		return ret;
	do
		ret = SYS(ioctl(c->dev, ORANGEFS_REMOUNT_ALL));
	while (ret == -EINTR);
	return ret;
}
