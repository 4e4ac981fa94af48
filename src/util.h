/* SPDX-License-Identifier: GPL-2.0 */
/* Small things that every part uses. */
#ifndef UTIL_H
#define UTIL_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MSEC_NS 1000000ull
#define SEC_NS	1000000000ull

#define PRINTF(string, first) \
	__attribute__((format(printf, string, first)))

/* A system call's result as the kernel returns it: a value, or -errno. */
#define SYS(call)                                     \
	({                                            \
		long sys_ret_ = (long)(call);         \
		sys_ret_ < 0 ? -errno : (int)sys_ret_; \
	})

/* A read or write that moves a whole object or nothing: 0, or -errno. */
static inline int full(long moved, size_t want)
{
	if (moved < 0)
		return -errno;
	return (size_t)moved == want ? 0 : -EIO;
}

/* Does poll() report one of events (POLLIN ...) on fd now?  1, 0 or -errno. */
static inline int fd_ready(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };
	int n = SYS(poll(&p, 1, 0));

	return n < 0 ? n : (p.revents & events) != 0;
}

/* What a small file holds, as a string, cut if need be: bytes, or -errno. */
static inline int read_string(const char *path, char *buf, size_t size)
{
	int fd = SYS(open(path, O_RDONLY | O_CLOEXEC)), n;

	buf[0] = 0;
	if (fd < 0)
		return fd;
	n = SYS(read(fd, buf, size - 1));
	close(fd);
	buf[n > 0 ? n : 0] = 0;
	return n;
}

/* Close *fd if it is open; it is -1 afterwards. */
static inline void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

#endif
