// SPDX-License-Identifier: GPL-2.0
/*
 * Two families that receive through skb_recv_datagram(): readers sleep
 * exclusively and interruptibly in __skb_wait_for_more_packets() on the
 * socket's own queue (net/core/datagram.c), and each message wakes one.
 *
 *   netlink-recv  messages to a netlink socket's port
 *   packet-recv   frames that come in by the loopback device
 *
 * Once awake, a reader looks for a message before it looks at signals.
 *
 * Live bug, which takes act stretch: as unix-queue.c says, who sees the signal
 * when it is in the queue again keeps the wakeup that chooses it up to
 * finish_wait().
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>

#include "stressor.h"
#include "stressors/lib/netlink-pair.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define ETHERTYPE 0x88b5 /* for local experiments */
#define LOOPBACK  1	 /* its index in every network */

/* One socket sends and receives: it never sees its own frames go out, and the
 * loopback brings each back in once. */
static int packet_open(void *site)
{
	const struct sockaddr_ll addr = { .sll_family = AF_PACKET,
					  .sll_protocol = htons(ETHERTYPE),
					  .sll_ifindex = LOOPBACK };
	struct sock_site *s = site;
	int ret = private_net();

	s->rx = s->tx = -1;
	if (!ret)
		ret = s->rx =
			SYS(socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	if (ret >= 0)
		ret = SYS(bind(s->rx, (const struct sockaddr *)&addr,
			       sizeof(addr)));
	if (!ret)
		ret = s->tx = SYS(fcntl(s->rx, F_DUPFD_CLOEXEC, 0));
	return ret < 0 ? ret : 0;
}

static int packet_works(void)
{
	return socket_works(AF_PACKET, SOCK_DGRAM, 0);
}

const struct stressor netlink_recv = {
	.name = "netlink-recv",
	.summary = "recv() from a netlink socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "__netlink_sendskb",
	.kconfig = "NET",
	.max_posts = SOCK_QUEUE,
	.site_size = sizeof(struct sock_site),
	.open = netlink_pair_open,
	.close = sock_close,
	.wait = sock_recv,
	.wait_for = sock_recv_for,
	.post = sock_post_byte,
	.ready = sock_has_input,
};

const struct stressor packet_recv = {
	.name = "packet-recv",
	.summary = "recv() from a packet socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "packet_rcv",
	.kconfig = "PACKET NET_NS",
	.max_posts = SOCK_QUEUE,
	.needs = SOCKET_NEEDS("packet", "af_packet", packet_works),
	.site_size = sizeof(struct sock_site),
	.open = packet_open,
	.close = sock_close,
	.wait = sock_recv,
	.wait_for = sock_recv_for,
	.post = sock_post_byte,
	.ready = sock_has_input,
};
