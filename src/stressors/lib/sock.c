// SPDX-License-Identifier: GPL-2.0
#include <sys/time.h>

#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

int sock_bind(struct sock_site *s, int family, int type, int protocol)
{
	const bool inet = family != AF_UNIX;
	int ret;

	*s = (struct sock_site){ .rx = -1, .tx = -1 };
	s->type = type;
	s->protocol = protocol;
	s->len = inet ? sizeof(s->addr.in) : sizeof(sa_family_t);
	s->addr.any.sa_family = inet ? AF_INET : AF_UNIX;
	if (inet)
		s->addr.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->rx = SYS(socket(family, type | SOCK_CLOEXEC, protocol));
	if (s->rx < 0)
		return s->rx;
	ret = inet ? loopback_up(s->rx) : 0;
	if (!ret)
		ret = SYS(bind(s->rx, &s->addr.any, s->len));
	s->len = sizeof(s->addr);
	return ret ? ret : SYS(getsockname(s->rx, &s->addr.any, &s->len));
}

int sock_listen(struct sock_site *s, int family, int protocol, int backlog)
{
	const struct linger reset = { .l_onoff = 1 };
	int ret = sock_bind(s, family, SOCK_STREAM, protocol);

	if (!ret)
		ret = SYS(setsockopt(s->rx, SOL_SOCKET, SO_LINGER, &reset,
				     sizeof(reset)));
	return ret ? ret : SYS(listen(s->rx, backlog));
}

/* Microseconds are what the kernel takes; 0 of them would be no limit. */
int sock_limit(int fd, int option, uint64_t ns)
{
	uint64_t us = ns / 1000 + (ns % 1000 != 0);
	struct timeval tv = { .tv_sec = (time_t)(us / 1000000),
			      .tv_usec = (suseconds_t)(us % 1000000) };

	return SYS(setsockopt(fd, SOL_SOCKET, option, &tv, sizeof(tv)));
}

int sock_connect(const struct sock_site *s, int flags, uint64_t ns)
{
	int family = s->addr.any.sa_family, ret;
	int fd = SYS(
		socket(family, s->type | flags | SOCK_CLOEXEC, s->protocol));

	if (fd < 0)
		return fd;
	ret = ns ? sock_limit(fd, SO_SNDTIMEO, ns) : 0;
	if (!ret)
		ret = SYS(connect(fd, &s->addr.any, s->len));
	if (!ret)
		return fd;
	close(fd);
	return ns && ret == -EAGAIN ? -ETIMEDOUT : ret;
}
