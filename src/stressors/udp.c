// SPDX-License-Identifier: GPL-2.0
/*
 * Who waits for a datagram at a UDP socket sleeps exclusively and interruptibly
 * in __skb_wait_for_more_packets() (net/core/datagram.c), and each datagram
 * wakes one:
 *
 *   udp-recv  recv() from an empty socket
 *   udp-peek  recv(MSG_PEEK): a datagram is for all who look at it
 *   udp-error recv() until an error is reported: nobody has the port that the
 *             socket is connected to, and one recv() is told so
 *
 * Once awake, both look at the queue before they look at signals.  shutdown()
 * wakes all.
 *
 * Live bug: who peeks leaves the datagram where it is and keeps the wakeup.
 * The others, peeking or not, sleep on beside it.
 *
 * Live bug, which takes act stretch: as unix-queue.c says, who sees the signal
 * when it is in the queue again keeps the wakeup that chooses it up to
 * finish_wait().
 *
 * Live bug, in a window that no act hits: __skb_recv_udp() looks at two queues
 * before it sleeps, and __skb_wait_for_more_packets() at one of them again.
 * What came in between, and was moved to the other by a reader or by a mere
 * poll(), is not seen.
 */
#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

static int udp_open(void *site)
{
	struct sock_site *s = site;
	int ret = sock_bind(s, AF_INET, SOCK_DGRAM, 0);

	if (ret)
		return ret;
	s->tx = sock_connect(s, 0, 0);
	return s->tx < 0 ? s->tx : 0;
}

/* Connected to where another socket was a moment ago; sends from itself. */
static int error_open(void *site)
{
	struct sock_site *s = site;
	int ret = sock_bind(s, AF_INET, SOCK_DGRAM, 0);

	if (ret)
		return ret;
	s->tx = sock_connect(s, 0, 0);
	if (s->tx < 0)
		return s->tx;
	close(s->rx);
	s->rx = SYS(fcntl(s->tx, F_DUPFD_CLOEXEC, 0));
	return s->rx < 0 ? s->rx : 0;
}

static int error_wait_for(void *site, uint64_t ns)
{
	int ret = sock_recv_for(site, ns);

	return ret == -ECONNREFUSED ? 0 : ret;
}

static int error_wait(void *site)
{
	return error_wait_for(site, 0);
}

static int error_ready(void *site)
{
	const struct sock_site *s = site;

	return fd_ready(s->rx, POLLERR);
}

static int udp_works(void)
{
	return socket_works(AF_INET, SOCK_DGRAM, 0);
}

const struct stressor udp_recv = {
	.name = "udp-recv",
	.summary = "recv() from an empty UDP socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_readable inet_shutdown",
	.kconfig = "INET",
	.deferred = true, /* a softirq delivers it */
	.max_posts = SOCK_QUEUE,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "UDP sockets",
			 .call = udp_works }),
	.site_size = sizeof(struct sock_site),
	.open = udp_open,
	.close = sock_close,
	.wait = sock_recv,
	.wait_for = sock_recv_for,
	.post = sock_post_byte,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};

const struct stressor udp_peek = {
	.name = "udp-peek",
	.summary = "recv(MSG_PEEK) from an empty UDP socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_readable inet_shutdown",
	.kconfig = "INET",
	.satisfies = ALL,
	.deferred = true, /* a softirq delivers it */
	.max_posts = SOCK_QUEUE,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "UDP sockets",
			 .call = udp_works }),
	.site_size = sizeof(struct sock_site),
	.open = udp_open,
	.close = sock_close,
	.wait = sock_peek,
	.post = sock_post_byte,
	.ready = sock_has_input,
	.rearm = sock_drain,
	.hang_up = sock_shutdown,
};

const struct stressor udp_error = {
	.name = "udp-error",
	.summary = "recv() from a UDP socket, until an error is reported",
	.queue = "sk_sleep(receiver)",
	.waits_in = "__skb_wait_for_more_packets",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sock_def_error_report inet_shutdown",
	.kconfig = "INET",
	.deferred = true, /* a softirq delivers it */
	.max_posts = 1,	  /* there is room for one error */
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "UDP sockets",
			 .call = udp_works }),
	.site_size = sizeof(struct sock_site),
	.open = error_open,
	.close = sock_close,
	.wait = error_wait,
	.wait_for = error_wait_for,
	.post = sock_post_byte,
	.ready = error_ready,
	.hang_up = sock_shutdown,
};
