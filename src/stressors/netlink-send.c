// SPDX-License-Identifier: GPL-2.0
/*
 * send() to a netlink socket whose receive buffer is full sleeps interruptibly
 * in netlink_attachskb() on the receiver's nlk->wait
 * (net/netlink/af_netlink.c), not exclusively.  Each recv() wakes all, and the
 * room is for one message; the last close wakes all, too.  A sender that sees a
 * signal leaves without a look at the room, but nobody slept because of it.  A
 * herd, and a control.
 */
#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "stressor.h"
#include "stressors/lib/sock.h"
#include "util.h"

struct room_site {
	struct sock_site sock;
	uint32_t most; /* bytes in the receive buffer when it is full */
};

static int netlink_socket(void)
{
	return SYS(
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK));
}

static int bytes_in(const struct room_site *s, uint32_t *bytes)
{
	uint32_t mem[SK_MEMINFO_VARS] = { 0 };
	socklen_t len = sizeof(mem);
	int ret =
		SYS(getsockopt(s->sock.rx, SOL_SOCKET, SO_MEMINFO, mem, &len));

	*bytes = mem[SK_MEMINFO_RMEM_ALLOC];
	return ret;
}

static int fill(void *site)
{
	struct room_site *s = site;
	int ret;

	do
		ret = sock_post_byte(site);
	while (!ret);
	return ret == -EAGAIN ? bytes_in(s, &s->most) : ret;
}

static int room_open(void *site)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	struct sockaddr *const any = (struct sockaddr *)&addr;
	const int least = 0; /* the kernel knows what that is */
	socklen_t len = sizeof(addr);
	struct sock_site *s = site;
	int ret;

	s->tx = -1;
	ret = s->rx = netlink_socket();
	if (ret >= 0)
		ret = s->tx = netlink_socket();
	if (ret < 0)
		return ret;
	if (setsockopt(s->rx, SOL_SOCKET, SO_RCVBUF, &least, sizeof(least)) ||
	    bind(s->rx, any, len) || getsockname(s->rx, any, &len) ||
	    connect(s->tx, any, len))
		return -errno;
	return fill(site);
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
	uint32_t bytes;
	int ret = bytes_in(s, &bytes);

	return ret ? ret : bytes < s->most;
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
