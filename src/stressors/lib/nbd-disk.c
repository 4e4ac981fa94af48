// SPDX-License-Identifier: GPL-2.0
#include <endian.h>
#include <fcntl.h>
#include <linux/nbd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "stressors/lib/nbd-disk.h"
#include "util.h"

#define DEVICES 16

/* Both struct nbd_request and nbd_reply begin their handle at byte 8. */
#define HANDLE 8

static int reply(struct nbd_disk *d, const char handle[8], uint64_t from,
		 uint32_t len)
{
	struct nbd_reply head = { .magic = htobe32(NBD_REPLY_MAGIC) };
	int ret;

	memcpy((char *)&head + HANDLE, handle, 8);
	pthread_mutex_lock(&d->lock);
	ret = full(send(d->socket[1], &head, sizeof(head), MSG_NOSIGNAL),
		   sizeof(head));
	for (; len && !ret; len -= DISK_BLOCK, from += DISK_BLOCK) {
		char block[DISK_BLOCK] = "";

		d->fill(from / DISK_BLOCK, block);
		ret = full(send(d->socket[1], block, DISK_BLOCK, MSG_NOSIGNAL),
			   DISK_BLOCK);
	}
	pthread_mutex_unlock(&d->lock);
	return ret;
}

/* Nothing is kept: what is read again later is still in the page cache. */
static int drop(struct nbd_disk *d, uint32_t len)
{
	char block[DISK_BLOCK];

	for (uint32_t part; len; len -= part) {
		part = len < sizeof(block) ? len : sizeof(block);
		if (recv(d->socket[1], block, part, MSG_WAITALL) != part)
			return -EIO;
	}
	return 0;
}

/* Keep the request, if it is one to hold up. */
static bool keep(struct nbd_disk *d, const char handle[8], uint64_t what)
{
	bool held;

	pthread_mutex_lock(&d->lock);
	held = d->hold == what && d->kept < ARRAY_SIZE(d->handle);
	if (held) {
		memcpy(d->handle[d->kept], handle, 8);
		if (!d->kept++)
			sem_post(&d->held);
	}
	pthread_mutex_unlock(&d->lock);
	return held;
}

static int serve(struct nbd_disk *d, const struct nbd_request *r)
{
	const char *handle = (const char *)r + HANDLE;
	uint64_t from = be64toh(r->from), what = from / DISK_BLOCK;
	uint32_t len = be32toh(r->len);
	int ret;

	switch (be32toh(r->type) & UINT16_MAX) {
	case NBD_CMD_READ: break;
	case NBD_CMD_WRITE:
		ret = drop(d, len);
		if (ret)
			return ret;
		len = 0;
		what = DISK_WRITES;
		break;
	default: return -ESHUTDOWN;
	}
	return what && keep(d, handle, what) ? 0 : reply(d, handle, from, len);
}

static void *server(void *disk)
{
	struct nbd_disk *d = disk;
	struct nbd_request r;

	while (recv(d->socket[1], &r, sizeof(r), MSG_WAITALL) == sizeof(r) &&
	       !serve(d, &r))
		;
	return NULL;
}

static void *kernel(void *disk)
{
	struct nbd_disk *d = disk;

	ioctl(d->dev, NBD_DO_IT);
	return NULL;
}

/* The first device that is nobody's.  It is not opened for writing: newer
 * kernels mount no device that is. */
static int take_device(struct nbd_disk *d)
{
	for (int i = 0; i < DEVICES; i++) {
		snprintf(d->path, sizeof(d->path), "/dev/nbd%d", i);
		d->dev = SYS(open(d->path, O_RDONLY | O_CLOEXEC));
		if (d->dev < 0)
			break;
		if (!ioctl(d->dev, NBD_SET_SOCK, d->socket[0]))
			return 0;
		fd_close(&d->dev);
	}
	d->path[0] = 0;
	return d->dev < 0 ? d->dev : -EBUSY;
}

static int start(struct nbd_disk *d, uint64_t blocks)
{
	int ret = SYS(ioctl(d->dev, NBD_SET_BLKSIZE, DISK_BLOCK));

	if (!ret)
		ret = SYS(ioctl(d->dev, NBD_SET_SIZE_BLOCKS, blocks));
	if (!ret)
		ret = -pthread_create(&d->server, NULL, server, d);
	if (!ret)
		ret = -pthread_create(&d->kernel, NULL, kernel, d);
	return ret;
}

/* NBD_DO_IT brings the disk up; a read of its first block shows that it did. */
static int await(struct nbd_disk *d)
{
	char block[DISK_BLOCK];

	for (;;) {
		int fd = SYS(open(d->path, O_RDONLY | O_CLOEXEC)), ret;

		if (fd < 0)
			return fd;
		ret = full(read(fd, block, sizeof(block)), sizeof(block));
		close(fd);
		if (!ret)
			return 0;
		if (pthread_tryjoin_np(d->kernel, NULL) == 0) {
			d->kernel = 0;
			return -EIO;
		}
	}
}

int nbd_disk_open(struct nbd_disk *d, uint64_t blocks)
{
	int ret;

	d->dev = -1;
	d->socket[0] = d->socket[1] = -1;
	pthread_mutex_init(&d->lock, NULL);
	sem_init(&d->held, 0, 0);
	ret = SYS(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, d->socket));
	if (!ret)
		ret = take_device(d);
	if (!ret)
		ret = start(d, blocks);
	return ret ? ret : await(d);
}

static void join(pthread_t *thread)
{
	if (*thread)
		pthread_join(*thread, NULL);
	*thread = 0;
}

void nbd_disk_close(struct nbd_disk *d)
{
	if (d->socket[1] >= 0)
		shutdown(d->socket[1], SHUT_RDWR);
	join(&d->kernel);
	join(&d->server);
	if (d->dev >= 0)
		ioctl(d->dev, NBD_CLEAR_SOCK);
	fd_close(&d->dev);
	fd_close(&d->socket[0]);
	fd_close(&d->socket[1]);
	d->path[0] = 0;
}

void nbd_disk_hold(struct nbd_disk *d, uint64_t number)
{
	d->hold = number;
}

void nbd_disk_await(struct nbd_disk *d)
{
	while (sem_wait(&d->held))
		;
}

int nbd_disk_let_go(struct nbd_disk *d)
{
	uint64_t what = d->hold;
	bool writes = what == DISK_WRITES;
	unsigned kept;
	int ret = 0;

	pthread_mutex_lock(&d->lock);
	d->hold = 0;
	kept = d->kept;
	d->kept = 0;
	pthread_mutex_unlock(&d->lock);
	for (unsigned i = 0; i < kept && !ret; i++)
		ret = reply(d, d->handle[i], writes ? 0 : what * DISK_BLOCK,
			    writes ? 0 : DISK_BLOCK);
	return ret;
}
