// SPDX-License-Identifier: GPL-2.0
/*
 * poll() for room at an AF_UNIX datagram socket whose receiver's queue is full
 * sleeps on the sender's own queue, with an entry that is not exclusive.  What
 * recv() and the last close wake is peer_wait of the receiver, where the sender
 * has one entry for all who poll it: unix_dgram_peer_wake_relay() takes that
 * off and wakes them, with the key that it was given (net/unix/af_unix.c).  Who
 * finds no room puts it back.  A herd, and a control.
 *
 * Who is polled never sends: its own datagrams would wake it, too, when they
 * are freed.  Those in the queue are of another sender.
 */
#include "stressor.h"
#include "stressors/lib/dgram-queue.h"
#include "stressors/lib/poll-for.h"

struct room_site {
	struct dgram_queue queue;
	int polled; /* connected to the receiver */
};

static int room_open(void *site)
{
	struct room_site *s = site;
	int ret;

	s->polled = -1;
	ret = dgram_queue_open(site);
	if (!ret)
		s->polled = sock_connect(&s->queue.sock, 0, 0);
	return ret ? ret : s->polled < 0 ? s->polled : 0;
}

static void room_close(void *site)
{
	struct room_site *s = site;

	dgram_queue_close(site);
	fd_close(&s->polled);
}

static int room_wait_for(void *site, uint64_t ns)
{
	const struct room_site *s = site;
	int ret = poll_for(s->polled, POLLOUT, ns);

	return ret ? ret : sock_post_byte(site);
}

static int room_wait(void *site)
{
	return room_wait_for(site, 0);
}

const struct stressor unix_dgram_poll = {
	.name = "unix-dgram-poll",
	.summary = "poll() for room at an AF_UNIX datagram socket",
	.queue = "sk_sleep(sender), unix_sk(receiver)->peer_wait",
	.waits_in = POLL_WAITS_IN,
	.primitive = "add_wait_queue",
	.woken_by = "__unix_dgram_recvmsg unix_release_sock "
		    "unix_dgram_peer_wake_relay",
	.wakes = ALL,
	.max_posts = 11, /* what net.unix.max_dgram_qlen = 10 lets in */
	.site_size = sizeof(struct room_site),
	.open = room_open,
	.close = room_close,
	.shed = sock_shed,
	.wait = room_wait,
	.wait_for = room_wait_for,
	.post = dgram_queue_post,
	.ready = dgram_queue_ready,
	.rearm = dgram_queue_fill,
	.hang_up = sock_close_rx,
};
