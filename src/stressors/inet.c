// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an idle TCP or MPTCP listener sleeps exclusively and
 * interruptibly in inet_csk_wait_for_connect() on the queue of the TCP socket
 * (net/ipv4/inet_connection_sock.c).  Each connection wakes one.  Once awake,
 * it looks for a connection before it looks at the signal.  shutdown() wakes
 * all.
 */
#include "stressor.h"
#include "stressors/lib/sock.h"
#include "util.h"

/* Accepted sockets inherit that close() resets them: else the ports of clients
 * would be taken for a minute each. */
static int listen_open(void *site, int protocol)
{
	const struct linger reset = { .l_onoff = 1 };
	struct sock_site *s = site;
	int ret = sock_listen(s, AF_INET, protocol, SOCK_BACKLOG);

	return ret ? ret
		   : SYS(setsockopt(s->rx, SOL_SOCKET, SO_LINGER, &reset,
				    sizeof(reset)));
}

static int tcp_open(void *site)
{
	return listen_open(site, IPPROTO_TCP);
}

static int mptcp_open(void *site)
{
	return listen_open(site, IPPROTO_MPTCP);
}

/* On the loopback the handshake is over when connect() looks for its end; so
 * may be what comes after it: accept() and the reset. */
static int connect_post(void *site)
{
	int fd = sock_connect(site, 0, 0);

	if (fd == -ECONNRESET)
		return 0;
	return fd < 0 ? fd : SYS(close(fd));
}

static int try_socket(int protocol)
{
	int fd = SYS(socket(AF_INET, SOCK_STREAM, protocol));

	return fd < 0 ? fd : SYS(close(fd));
}

static int try_tcp(void)
{
	return try_socket(IPPROTO_TCP);
}

static int try_mptcp(void)
{
	return try_socket(IPPROTO_MPTCP);
}

const struct stressor tcp_accept = {
	.name = "tcp-accept",
	.summary = "accept() on an idle TCP listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "inet_csk_wait_for_connect inet_csk_accept",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_readable inet_shutdown",
	.kconfig = "INET",
	.deferred = true, /* a softirq delivers it */
	.max_posts = SOCK_BACKLOG,
	.needs = NEEDS(
		{ .kind = NEED_CALL, .what = "TCP sockets", .call = try_tcp }),
	.site_size = sizeof(struct sock_site),
	.open = tcp_open,
	.close = sock_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = connect_post,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};

const struct stressor mptcp_accept = {
	.name = "mptcp-accept",
	.summary = "accept() on an idle MPTCP listener",
	.queue = "sk_sleep(first subflow)",
	.waits_in = "inet_csk_wait_for_connect inet_csk_accept",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "subflow_data_ready inet_shutdown",
	.kconfig = "INET MPTCP",
	.deferred = true, /* a softirq delivers it */
	.max_posts = SOCK_BACKLOG,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "MPTCP sockets",
			 .call = try_mptcp }),
	.site_size = sizeof(struct sock_site),
	.open = mptcp_open,
	.close = sock_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = connect_post,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};
