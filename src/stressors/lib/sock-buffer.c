// SPDX-License-Identifier: GPL-2.0
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include "stressors/lib/sock-buffer.h"
#include "util.h"

/* One of SK_MEMINFO_*, or -errno. */
static int bytes_of(int fd, int which)
{
	uint32_t mem[SK_MEMINFO_VARS] = { 0 };
	socklen_t len = sizeof(mem);
	int ret = SYS(getsockopt(fd, SOL_SOCKET, SO_MEMINFO, mem, &len));

	return ret ? ret : (int)mem[which];
}

int send_buffer_used(int fd)
{
	return bytes_of(fd, SK_MEMINFO_WMEM_QUEUED);
}

int receive_buffer_used(int fd)
{
	return bytes_of(fd, SK_MEMINFO_RMEM_ALLOC);
}

/* The kernel doubles what it is told. */
int send_buffer_limit(int fd, int bytes)
{
	const int half = bytes / 2;

	return SYS(setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &half,
			      sizeof(half)));
}

int send_buffer_fill(int fd)
{
	int ret;

	do
		ret = SYS(send(fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL));
	while (ret >= 0);
	return ret == -EAGAIN ? 0 : ret;
}
