// SPDX-License-Identifier: GPL-2.0
#include <poll.h>

#include "stressors/lib/sock.h"
#include "util.h"

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
	return sock_limit(fd, option, ns);
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
		ret = full(send(s->tx, "x", 1, MSG_NOSIGNAL), 1);
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

/* A TCP handshake on the loopback is over when connect() looks for its end; the
 * waiter may by then have accepted, and hung up. */
int sock_post_call(void *site)
{
	const struct sock_site *s = site;
	int local = s->addr.any.sa_family == AF_UNIX;
	int fd = sock_connect(s, local ? SOCK_NONBLOCK : 0, 0);

	if (fd == -ECONNRESET)
		return 0;
	return fd < 0 ? fd : SYS(close(fd));
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
