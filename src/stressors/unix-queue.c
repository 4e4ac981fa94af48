// SPDX-License-Identifier: GPL-2.0
/*
 * Who waits for what comes in at an AF_UNIX socket sleeps exclusively and
 * interruptibly in __skb_wait_for_more_packets() on the socket's own queue
 * (net/core/datagram.c), and each connection or datagram wakes one:
 *
 *   unix-accept  accept() on an idle listener
 *   unix-recv    recv() from an empty datagram socket
 *   unix-peek    recv(MSG_PEEK): a datagram is for all who look at it
 *
 * Once awake, all look at the queue before they look at signals.  shutdown()
 * wakes all.
 *
 * Live bug: who peeks leaves the datagram where it is and keeps the wakeup.
 * The others, peeking or not, sleep on beside it.
 *
 * Live bug, which takes act stretch: a waiter that is interrupted once more
 * goes into the queue, looks at it, and then at the signal.  What chooses it in
 * between, up to finish_wait(), is lost to those behind it.
 */
#include "stressor.h"
#include "stressors/lib/sock.h"
#include "util.h"

static int accept_open(void *site)
{
	return sock_listen(site, AF_UNIX, 0, SOCK_BACKLOG);
}

static int recv_open(void *site)
{
	struct sock_site *s = site;
	int pair[2] = { -1, -1 };
	int ret = SYS(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair));

	s->rx = pair[0];
	s->tx = pair[1];
	return ret;
}

const struct stressor unix_accept = {
	.name = "unix-accept",
	.summary = "accept() on an idle AF_UNIX listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_readable unix_shutdown",
	.max_posts = SOCK_BACKLOG,
	.site_size = sizeof(struct sock_site),
	.open = accept_open,
	.close = sock_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = sock_post_call,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};

const struct stressor unix_recv = {
	.name = "unix-recv",
	.summary = "recv() from an empty AF_UNIX datagram socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_readable unix_shutdown",
	.max_posts = SOCK_QUEUE,
	.site_size = sizeof(struct sock_site),
	.open = recv_open,
	.close = sock_close,
	.wait = sock_recv,
	.wait_for = sock_recv_for,
	.post = sock_post_byte,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};

const struct stressor unix_peek = {
	.name = "unix-peek",
	.summary = "recv(MSG_PEEK) from an empty AF_UNIX datagram socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_readable unix_shutdown",
	.satisfies = ALL,
	.max_posts = SOCK_QUEUE,
	.site_size = sizeof(struct sock_site),
	.open = recv_open,
	.close = sock_close,
	.wait = sock_peek,
	.post = sock_post_byte,
	.ready = sock_has_input,
	.rearm = sock_drain,
	.hang_up = sock_shutdown,
};
