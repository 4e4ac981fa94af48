// SPDX-License-Identifier: GPL-2.0
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "stressors/lib/sock.h"
#include "util.h"

/* Put the loopback up where it is down, as in a guest that has just booted. */
static int put_loopback_up(int fd)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int ret = SYS(ioctl(fd, SIOCGIFFLAGS, &lo));

	if (ret || (lo.ifr_flags & IFF_UP))
		return ret;
	lo.ifr_flags |= IFF_UP;
	return SYS(ioctl(fd, SIOCSIFFLAGS, &lo));
}

int sock_bind(struct sock_site *s, int family, int type, int protocol)
{
	int ret;

	*s = (struct sock_site){ .rx = -1, .tx = -1 };
	s->type = type;
	s->protocol = protocol;
	s->len = family == AF_UNIX ? sizeof(sa_family_t) : sizeof(s->addr.in);
	if (family == AF_INET)
		s->addr.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->addr.any.sa_family = (sa_family_t)family;
	s->rx = SYS(socket(family, type | SOCK_CLOEXEC, protocol));
	if (s->rx < 0)
		return s->rx;
	ret = family == AF_INET ? put_loopback_up(s->rx) : 0;
	if (!ret)
		ret = SYS(bind(s->rx, &s->addr.any, s->len));
	s->len = sizeof(s->addr);
	return ret ? ret : SYS(getsockname(s->rx, &s->addr.any, &s->len));
}

int sock_listen(struct sock_site *s, int family, int protocol, int backlog)
{
	int ret = sock_bind(s, family, SOCK_STREAM, protocol);

	return ret ? ret : SYS(listen(s->rx, backlog));
}

/* Microseconds are what the kernel takes; 0 of them would be no limit. */
static int set_limit(int fd, int option, uint64_t ns)
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
	ret = ns ? set_limit(fd, SO_SNDTIMEO, ns) : 0;
	if (!ret)
		ret = SYS(connect(fd, &s->addr.any, s->len));
	if (!ret)
		return fd;
	close(fd);
	return ns && ret == -EAGAIN ? -ETIMEDOUT : ret;
}

void sock_close(void *site)
{
	struct sock_site *s = site;

	fd_close(&s->rx);
	fd_close(&s->tx);
}

/*
 * Let calls on fd, which the waiters share, give up after ns nanoseconds; 0:
 * never.  Who must not have the limit that another waiter has set takes it
 * away; those who sleep already keep what they began with.
 */
static int share_limit(struct sock_site *s, int fd, int option, uint64_t ns)
{
	if (!ns && !atomic_load(&s->limited))
		return 0;
	atomic_store(&s->limited, ns != 0);
	return set_limit(fd, option, ns);
}

int sock_accept_for(void *site, uint64_t ns)
{
	struct sock_site *s = site;
	int ret = share_limit(s, s->rx, SO_RCVTIMEO, ns);

	if (!ret)
		ret = SYS(accept4(s->rx, NULL, NULL, SOCK_CLOEXEC));
	return ns && ret == -EAGAIN ? -ETIMEDOUT : ret;
}

int sock_accept(void *site)
{
	return sock_accept_for(site, 0);
}

void sock_release(void *site, int fd)
{
	(void)site;
	close(fd);
}

int sock_recv_for(void *site, uint64_t ns)
{
	struct sock_site *s = site;
	int ret = share_limit(s, s->rx, SO_RCVTIMEO, ns);
	char c;

	if (!ret)
		ret = full(recv(s->rx, &c, 1, 0), 1);
	return ns && ret == -EAGAIN ? -ETIMEDOUT : ret;
}

int sock_recv(void *site)
{
	return sock_recv_for(site, 0);
}

int sock_peek(void *site)
{
	const struct sock_site *s = site;
	char c;

	return full(recv(s->rx, &c, 1, MSG_PEEK), 1);
}

int sock_drain(void *site)
{
	const struct sock_site *s = site;
	char c;
	int ret;

	do
		ret = full(recv(s->rx, &c, 1, MSG_DONTWAIT), 1);
	while (!ret);
	return ret == -EAGAIN ? 0 : ret;
}

int sock_send_for(void *site, uint64_t ns)
{
	struct sock_site *s = site;
	int ret = share_limit(s, s->tx, SO_SNDTIMEO, ns);

	if (!ret)
		ret = full(send(s->tx, "x", 1, 0), 1);
	return ns && ret == -EAGAIN ? -ETIMEDOUT : ret;
}

int sock_send(void *site)
{
	return sock_send_for(site, 0);
}

int sock_post_byte(void *site)
{
	struct sock_site *s = site;

	return full(send(s->tx, "x", 1, MSG_DONTWAIT), 1);
}

int sock_has_input(void *site)
{
	struct sock_site *s = site;

	return fd_ready(s->rx, POLLIN);
}

int sock_shutdown(void *site)
{
	struct sock_site *s = site;
	int ret = SYS(shutdown(s->rx, SHUT_RDWR));

	return ret == -ENOTCONN ? 0 : ret; /* and has woken all the same */
}

int sock_close_rx(void *site)
{
	struct sock_site *s = site;

	fd_close(&s->rx);
	return 0;
}

void sock_shed(void *site)
{
	const struct sock_site *s = site;

	close(s->rx); /* its number is the poster's, too, and stays */
}
