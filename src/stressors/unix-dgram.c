// SPDX-License-Identifier: GPL-2.0
/*
 * send() to an AF_UNIX datagram socket whose queue is full sleeps exclusively
 * and interruptibly in unix_wait_for_peer() on the receiver's peer_wait; recv()
 * wakes one (net/unix/af_unix.c).  The last close wakes all.
 *
 * Live bug: unix_dgram_sendmsg() looks at the signal, and leaves without
 * looking for room again and without passing the wake on.
 *
 * Live bug: a socket that the receiver connects to may send to a full queue,
 * but who sleeps there is not woken: unix_dgram_connect() leaves peer_wait
 * alone.
 *
 * Live bug: who sends after shutdown() of the receiver fails, but who sleeps
 * there is not woken: unix_shutdown() does the same.
 */
#include "stressor.h"
#include "stressors/lib/dgram-queue.h"
#include "util.h"

/* The receiver connects to the sender.  No number of datagrams stops that one
 * now; this is as many as its buffer holds for sure. */
static int dgram_resize(void *site)
{
	struct dgram_queue *q = site;
	struct sockaddr_un sender;
	socklen_t len = sizeof(sender);
	int ret =
		SYS(getsockname(q->sock.tx, (struct sockaddr *)&sender, &len));

	atomic_store(&q->ready, true);
	if (!ret)
		ret = SYS(connect(q->sock.rx, (struct sockaddr *)&sender, len));
	return ret ? ret : SOCK_QUEUE;
}

static int dgram_shutdown(void *site)
{
	struct dgram_queue *q = site;

	atomic_store(&q->ready, true);
	return sock_shutdown(site);
}

const struct stressor unix_dgram = {
	.name = "unix-dgram",
	.summary = "send() to an AF_UNIX datagram socket with a full queue",
	.queue = "unix_sk(receiver)->peer_wait",
	.waits_in = "unix_wait_for_peer",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "__unix_dgram_recvmsg unix_release_sock",
	.max_posts = 11, /* what net.unix.max_dgram_qlen = 10 lets in */
	.site_size = sizeof(struct dgram_queue),
	.open = dgram_queue_open,
	.close = dgram_queue_close,
	.shed = sock_shed,
	.wait = sock_send,
	.wait_for = sock_send_for,
	.post = dgram_queue_post,
	.ready = dgram_queue_ready,
	.rearm = dgram_queue_fill,
	.resize = dgram_resize,
	.hang_up = sock_close_rx,
};

const struct stressor unix_dgram_shutdown = {
	.name = "unix-dgram-shutdown",
	.summary = "the same, and the receiver is shut down, not closed",
	.queue = "unix_sk(receiver)->peer_wait",
	.waits_in = "unix_wait_for_peer",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "__unix_dgram_recvmsg",
	.max_posts = 11,
	.site_size = sizeof(struct dgram_queue),
	.open = dgram_queue_open,
	.close = dgram_queue_close,
	.wait = sock_send,
	.post = dgram_queue_post,
	.ready = dgram_queue_ready,
	.rearm = dgram_queue_fill,
	.hang_up = dgram_shutdown,
};
