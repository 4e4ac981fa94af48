// SPDX-License-Identifier: GPL-2.0
/*
 * send() to a netlink socket whose receive buffer is full sleeps interruptibly
 * in netlink_attachskb() on the receiver's nlk->wait
 * (net/netlink/af_netlink.c), not exclusively.  Each recv() wakes all, and the
 * room is for one message; the last close wakes all, too.  A sender that sees a
 * signal leaves without a look at the room, but nobody slept because of it.  A
 * herd, and a control.
 */
#include "stressor.h"
#include "stressors/lib/netlink-pair.h"
#include "stressors/lib/sock-buffer.h"
#include "stressors/lib/sock.h"
#include "util.h"

struct room_site {
	struct sock_site sock;
	int most; /* bytes in the receive buffer when it is full */
};

static int fill(void *site)
{
	struct room_site *s = site;
	int ret = send_buffer_fill(s->sock.tx);

	if (!ret)
		ret = s->most = receive_buffer_used(s->sock.rx);
	return ret < 0 ? ret : 0;
}

static int room_open(void *site)
{
	const int least = 0; /* the kernel knows what that is */
	const struct sock_site *s = site;
	int ret = netlink_pair_open(site);

	if (!ret)
		ret = SYS(setsockopt(s->rx, SOL_SOCKET, SO_RCVBUF, &least,
				     sizeof(least)));
	return ret ? ret : fill(site);
}

static int room_post(void *site)
{
	const struct sock_site *s = site;
	char c;

	return full(recv(s->rx, &c, 1, MSG_DONTWAIT), 1);
}

static int room_ready(void *site)
{
	const struct room_site *s = site;
	int used = receive_buffer_used(s->sock.rx);

	return used < 0 ? used : used < s->most;
}

const struct stressor netlink_send = {
	.name = "netlink-send",
	.summary = "send() to a netlink socket with a full buffer",
	.queue = "nlk_sk(receiver)->wait",
	.waits_in = "netlink_attachskb netlink_unicast",
	.primitive = "add_wait_queue",
	.woken_by = "netlink_rcv_wake netlink_release",
	.kconfig = "NET",
	.wakes = ALL,
	.max_posts = 2,
	.site_size = sizeof(struct room_site),
	.open = room_open,
	.close = sock_close,
	.shed = sock_shed,
	.wait = sock_send,
	.wait_for = sock_send_for,
	.post = room_post,
	.ready = room_ready,
	.rearm = fill,
	.hang_up = sock_close_rx,
};
