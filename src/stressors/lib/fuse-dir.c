// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "stressors/lib/fuse-conn.h"
#include "stressors/lib/fuse-dir.h"
#include "util.h"

static const struct fuse_init_out init_out = {
	.major = FUSE_KERNEL_VERSION,
	.minor = FUSE_KERNEL_MINOR_VERSION,
	.max_write = 4096,
};

static const struct fuse_attr_out attr_out = {
	.attr_valid = 3600,
	.attr = { .ino = FUSE_ROOT_ID, .mode = S_IFDIR | 0700, .nlink = 2 },
};

static int reply(int dev, uint64_t unique, int error, const void *data,
		 size_t len)
{
	struct {
		struct fuse_out_header out;
		char data[128];
	} r = { .out = { .len = (uint32_t)(sizeof(r.out) + len),
			 .error = error,
			 .unique = unique } };

	if (len)
		memcpy(r.data, data, len);
	return full(write(dev, &r, r.out.len), r.out.len);
}

/* Take one request and answer it.  Its opcode, or -errno. */
static int serve(int dev)
{
	char request[FUSE_MIN_READ_BUFFER] __attribute__((aligned(8)));
	const struct fuse_in_header *in = (const void *)request;
	int ret = SYS(read(dev, request, sizeof(request)));

	if (ret < 0)
		return ret;
	switch (in->opcode) {
	case FUSE_INIT:
		ret = reply(dev, in->unique, 0, &init_out, sizeof(init_out));
		break;
	case FUSE_GETATTR:
		ret = reply(dev, in->unique, 0, &attr_out, sizeof(attr_out));
		break;
	case FUSE_READDIR: /* no entries */
		ret = reply(dev, in->unique, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT: ret = 0; break; /* these have no answer */
	case FUSE_LOOKUP: ret = reply(dev, in->unique, -EIO, NULL, 0); break;
	default: ret = reply(dev, in->unique, -ENOSYS, NULL, 0);
	}
	return ret < 0 ? ret : (int)in->opcode;
}

/* Serve until a request of that kind was answered. */
static int serve_until(const struct fuse_dir *d, int opcode)
{
	int op;

	do
		op = serve(d->dev);
	while (op >= 0 && op != opcode);
	return op < 0 ? op : 0;
}

/*
 * A directory that was opened without the daemon (OPENDIR: -ENOSYS) is cached
 * once it was read to its end.  Then take turns: mkdir() fails when the lookup
 * does.  The priority makes a turn end before the answer's write() returns.
 */
static void *hold(void *arg)
{
	struct sched_param p = { sched_get_priority_max(SCHED_FIFO) };
	struct fuse_dir *d = arg;
	int dir = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char entries[512];
	eventfd_t turns;

	sched_setscheduler(0, SCHED_FIFO, &p);
	syscall(SYS_getdents64, dir, entries, sizeof(entries));
	while (!eventfd_read(d->go, &turns) && !atomic_load(&d->last)) {
		mkdirat(dir, "x", 0700);
		atomic_store(&d->held, 0);
	}
	close(dir);
	return NULL;
}

int fuse_dir_open(struct fuse_dir *d)
{
	int ret;

	d->mount = d->go = -1;
	d->dev = SYS(open("/dev/fuse", O_RDWR | O_CLOEXEC));
	if (d->dev < 0)
		return d->dev;
	d->mount = fuse_mount(d->dev, "40700");
	if (d->mount < 0)
		return d->mount;
	snprintf(d->path, sizeof(d->path), "/proc/self/fd/%d", d->mount);
	ret = SYS(eventfd(0, EFD_CLOEXEC));
	if (ret < 0)
		return ret;
	d->go = ret;
	ret = -pthread_create(&d->holder, NULL, hold, d);
	if (ret) {
		fd_close(&d->go); /* no holder to wait for */
		return ret;
	}
	ret = serve_until(d, FUSE_READDIR);
	return ret ? ret : fuse_dir_lock(d);
}

int fuse_dir_lock(struct fuse_dir *d)
{
	struct pollfd lookup = { .fd = d->dev, .events = POLLIN };
	int ret;

	if (atomic_exchange(&d->held, 1))
		return 0;
	ret = SYS(eventfd_write(d->go, 1));
	if (!ret)
		ret = SYS(poll(&lookup, 1, -1));
	return ret < 0 ? ret : 0;
}

int fuse_dir_unlock(struct fuse_dir *d)
{
	int ret = atomic_load(&d->held) ? serve_until(d, FUSE_LOOKUP) : 0;

	while (!ret && atomic_load(&d->held))
		sched_yield();
	return ret;
}

int fuse_dir_abort(struct fuse_dir *d)
{
	fd_close(&d->dev);
	return 0;
}

void fuse_dir_close(struct fuse_dir *d)
{
	bool has_holder = d->go >= 0;

	if (d->dev >= 0)
		fuse_dir_unlock(d);
	fd_close(&d->mount);
	fd_close(&d->dev); /* nothing waits for an answer any more */
	if (!has_holder)
		return;
	atomic_store(&d->last, 1);
	eventfd_write(d->go, 1);
	pthread_join(d->holder, NULL);
	fd_close(&d->go);
}
