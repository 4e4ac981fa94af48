// SPDX-License-Identifier: GPL-2.0
/*
 * Two ways to wait for room at an AF_UNIX peer, both exclusively and
 * interruptibly in unix_wait_for_peer() on the peer's peer_wait
 * (net/unix/af_unix.c):
 *
 *   unix-connect  connect() to a listener with a full backlog; accept() wakes
 *   unix-dgram    send() to a full datagram queue; recv() wakes
 *
 * Live bug: both callers look at the signal and leave without looking for room
 * again and without passing the wake on.
 */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "stressor.h"
#include "util.h"

struct unix_site {
	int rx, tx; /* listener or receiver; connected sender */
	struct sockaddr_un addr;
	socklen_t len;
};

/* A socket bound to a name that the kernel makes up. */
static int open_bound(struct unix_site *s, int type)
{
	struct sockaddr *addr = (struct sockaddr *)&s->addr;
	int ret;

	s->tx = -1;
	s->addr.sun_family = AF_UNIX;
	s->len = sizeof(s->addr);
	s->rx = SYS(socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
	if (s->rx < 0)
		return s->rx;
	ret = SYS(bind(s->rx, addr, sizeof(sa_family_t)));
	return ret ? ret : SYS(getsockname(s->rx, addr, &s->len));
}

static void unix_close(void *site)
{
	struct unix_site *s = site;

	fd_close(&s->rx);
	fd_close(&s->tx);
}

/* A new socket, connected: its fd, or -errno. */
static int connected(struct unix_site *s, int type)
{
	int ret, fd = SYS(socket(AF_UNIX, type | SOCK_CLOEXEC, 0));

	if (fd < 0)
		return fd;
	ret = SYS(connect(fd, (struct sockaddr *)&s->addr, s->len));
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

static int backlog_open(void *site)
{
	struct unix_site *s = site;
	int ret = open_bound(s, SOCK_STREAM), fd;

	if (!ret)
		ret = SYS(listen(s->rx, 0));
	if (ret)
		return ret;
	while ((fd = connected(s, SOCK_STREAM | SOCK_NONBLOCK)) >= 0)
		close(fd);
	return fd == -EAGAIN ? 0 : fd;
}

static int backlog_wait(void *site)
{
	return connected(site, SOCK_STREAM);
}

static void backlog_release(void *site, int fd)
{
	(void)site;
	close(fd);
}

static int backlog_post(void *site)
{
	struct unix_site *s = site;
	int fd = SYS(accept(s->rx, NULL, NULL));

	return fd < 0 ? fd : SYS(close(fd));
}

static int dgram_open(void *site)
{
	struct unix_site *s = site;
	int ret = open_bound(s, SOCK_DGRAM);

	if (!ret)
		ret = s->tx = connected(s, SOCK_DGRAM);
	while (ret >= 0)
		ret = SYS(send(s->tx, "x", 1, MSG_DONTWAIT));
	return ret == -EAGAIN ? 0 : ret;
}

static int dgram_wait(void *site)
{
	struct unix_site *s = site;

	return full(send(s->tx, "x", 1, 0), 1);
}

static int dgram_post(void *site)
{
	struct unix_site *s = site;
	char c;

	return full(recv(s->rx, &c, 1, MSG_DONTWAIT), 1);
}

static int dgram_ready(void *site)
{
	struct unix_site *s = site;

	return fd_ready(s->tx, POLLOUT);
}

const struct stressor unix_connect = {
	.name = "unix-connect",
	.summary = "connect() to an AF_UNIX listener with a full backlog",
	.queue = "unix_sk(listener)->peer_wait",
	.waits_in = "unix_wait_for_peer",
	.site_size = sizeof(struct unix_site),
	.open = backlog_open,
	.close = unix_close,
	.wait = backlog_wait,
	.release = backlog_release,
	.post = backlog_post,
};

const struct stressor unix_dgram = {
	.name = "unix-dgram",
	.summary = "send() to an AF_UNIX datagram socket with a full queue",
	.queue = "unix_sk(receiver)->peer_wait",
	.waits_in = "unix_wait_for_peer",
	.site_size = sizeof(struct unix_site),
	.open = dgram_open,
	.close = unix_close,
	.wait = dgram_wait,
	.post = dgram_post,
	.ready = dgram_ready,
};
