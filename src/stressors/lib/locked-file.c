// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/mman.h>

#include "stressors/lib/locked-file.h"
#include "util.h"

static int opened(const struct locked_file *f)
{
	return SYS(open(f->path, O_RDWR | O_CLOEXEC));
}

int locked_file_rearm(void *site)
{
	const struct locked_file *f = site;

	return f->lock(f->holder, F_WRLCK, false);
}

int locked_file_open(struct locked_file *f,
		     int (*lock)(int fd, short type, bool wait))
{
	f->lock = lock;
	f->holder = -1;
	f->file = SYS(memfd_create("lock", MFD_CLOEXEC));
	if (f->file < 0)
		return f->file;
	snprintf(f->path, sizeof(f->path), "/proc/self/fd/%d", f->file);
	f->holder = opened(f);
	return f->holder < 0 ? f->holder : locked_file_rearm(f);
}

void locked_file_close(void *site)
{
	struct locked_file *f = site;

	fd_close(&f->file);
	fd_close(&f->holder);
}

/* A waiter's own descriptor: the poster's is in the memory that they share. */
void locked_file_shed(void *site)
{
	const struct locked_file *f = site;

	close(f->holder);
}

/* The token is the open file that has the lock. */
int locked_file_wait(void *site)
{
	const struct locked_file *f = site;
	int fd = opened(f), ret;

	if (fd < 0)
		return fd;
	ret = f->lock(fd, F_WRLCK, true);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

void locked_file_release(void *site, int fd)
{
	(void)site;
	close(fd);
}

int locked_file_post(void *site)
{
	const struct locked_file *f = site;

	return f->lock(f->holder, F_UNLCK, false);
}

/* The last close of the holder's open file unlocks, too. */
int locked_file_hang_up(void *site)
{
	struct locked_file *f = site;

	fd_close(&f->holder);
	return 0;
}
