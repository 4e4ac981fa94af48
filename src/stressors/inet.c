// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an idle TCP or MPTCP listener sleeps exclusively and
 * interruptibly in inet_csk_wait_for_connect() on the queue of the TCP socket
 * (net/ipv4/inet_connection_sock.c).  Each connection wakes one.  Once awake,
 * it looks for a connection before it looks at the signal.  shutdown() wakes
 * all.
 */
#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"

static int tcp_open(void *site)
{
	return sock_listen(site, AF_INET, IPPROTO_TCP, SOCK_BACKLOG);
}

static int mptcp_open(void *site)
{
	return sock_listen(site, AF_INET, IPPROTO_MPTCP, SOCK_BACKLOG);
}

static int tcp_works(void)
{
	return socket_works(AF_INET, SOCK_STREAM, IPPROTO_TCP);
}

static int mptcp_works(void)
{
	return socket_works(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
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
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "TCP sockets",
			 .call = tcp_works }),
	.site_size = sizeof(struct sock_site),
	.open = tcp_open,
	.close = sock_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = sock_post_call,
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
			 .call = mptcp_works }),
	.site_size = sizeof(struct sock_site),
	.open = mptcp_open,
	.close = sock_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = sock_post_call,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};
