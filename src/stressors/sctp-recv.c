// SPDX-License-Identifier: GPL-2.0
/*
 * recv() from an SCTP socket without messages sleeps exclusively and
 * interruptibly in sctp_wait_for_packet() on the socket's own queue
 * (net/sctp/socket.c), which is a copy of __skb_wait_for_more_packets().  Each
 * message wakes one.  Once awake, it looks for a message before it looks at
 * signals: nothing is lost.
 */
#include <netinet/in.h>

#include <linux/sctp.h> /* wants <netinet/in.h> before it */

#include "stressor.h"
#include "stressors/lib/sctp-peer.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define POSTS 64 /* fit into any congestion window */

/* From a one-to-one socket to a one-to-many socket, which accepts by itself. */
static int recv_open(void *site)
{
	struct sock_site *s = site;
	const int on = 1;
	int ret = sctp_net();

	s->rx = s->tx = -1;
	if (!ret)
		ret = sock_bind(s, AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP);
	if (!ret)
		ret = SYS(listen(s->rx, 1));
	if (!ret)
		ret = s->tx = sctp_socket(0);
	if (ret >= 0)
		ret = SYS(setsockopt(s->tx, IPPROTO_SCTP, SCTP_NODELAY, &on,
				     sizeof(on)));
	return ret ? ret : SYS(connect(s->tx, &s->addr.any, s->len));
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
	.needs = SCTP_NEEDS,
	.site_size = sizeof(struct sock_site),
	.open = recv_open,
	.close = sock_close,
	.wait = sock_recv,
	.post = sock_post_byte,
	.ready = sock_has_input,
};
