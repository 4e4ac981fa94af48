// SPDX-License-Identifier: GPL-2.0
/*
 * recv() from an SCTP socket without messages sleeps exclusively and
 * interruptibly in sctp_wait_for_packet() on the socket's own queue
 * (net/sctp/socket.c), which is a copy of __skb_wait_for_more_packets().  Each
 * message wakes one.  Once awake, it looks for a message before it looks at
 * signals: nothing is lost.
 */
#include <arpa/inet.h>
#include <linux/sctp.h>
#include <poll.h>
#include <sys/socket.h>

#include "stressor.h"
#include "stressors/lib/sctp-peer.h"
#include "util.h"

#define POSTS 64 /* fit into any congestion window */

struct recv_site {
	int rx, tx;
};

/* A one-to-many socket that waits for associations. */
static int rx_open(struct sockaddr_in *sin)
{
	socklen_t len = sizeof(*sin);
	int fd = SYS(
		socket(AF_INET, SOCK_SEQPACKET | SOCK_CLOEXEC, IPPROTO_SCTP));

	if (fd < 0)
		return fd;
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)sin, len) || listen(fd, 1) ||
	    getsockname(fd, (struct sockaddr *)sin, &len))
		fd_close(&fd);
	return fd;
}

static int recv_open(void *site)
{
	struct recv_site *s = site;
	struct sockaddr_in sin = { 0 };
	const int on = 1;
	int ret;

	s->rx = s->tx = -1;
	ret = sctp_net();
	if (ret)
		return ret;
	s->rx = rx_open(&sin);
	s->tx = sctp_socket(0);
	if (s->rx < 0 || s->tx < 0)
		return -EADDRNOTAVAIL;
	ret = SYS(
		setsockopt(s->tx, IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof(on)));
	return ret ? ret
		   : SYS(connect(s->tx, (struct sockaddr *)&sin, sizeof(sin)));
}

static void recv_close(void *site)
{
	struct recv_site *s = site;

	fd_close(&s->tx);
	fd_close(&s->rx);
}

static int recv_wait(void *site)
{
	const struct recv_site *s = site;
	char c;

	return full(recv(s->rx, &c, 1, 0), 1);
}

static int recv_post(void *site)
{
	const struct recv_site *s = site;

	return full(send(s->tx, "x", 1, MSG_DONTWAIT), 1);
}

static int recv_ready(void *site)
{
	const struct recv_site *s = site;

	return fd_ready(s->rx, POLLIN);
}

const struct stressor sctp_recv = {
	.name = "sctp-recv",
	.summary = "recv() from an SCTP socket without messages",
	.queue = "sk_sleep(receiver)",
	.waits_in = "sctp_wait_for_packet sctp_skb_recv_datagram sctp_recvmsg",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sctp_data_ready",
	.kconfig = "INET IP_SCTP NET_NS PROC_SYSCTL",
	.max_posts = POSTS,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_CALL,
			 .what = "SCTP sockets",
			 .remedy = "modprobe sctp, or run in a guest",
			 .call = sctp_works }),
	.site_size = sizeof(struct recv_site),
	.open = recv_open,
	.close = recv_close,
	.wait = recv_wait,
	.post = recv_post,
	.ready = recv_ready,
};
