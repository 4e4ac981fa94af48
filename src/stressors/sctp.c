// SPDX-License-Identifier: GPL-2.0
/*
 * send() into the full buffer of an SCTP association sleeps exclusively and
 * interruptibly in sctp_wait_for_sndbuf() on asoc->wait (net/sctp/socket.c).
 * Each chunk that the peer acknowledges wakes one sleeper.
 *
 * Live bugs: sctp_wait_for_sndbuf() looks at the timeout and the signal
 * before it looks for room.  A larger buffer wakes one sleeper, though it has
 * room for many (sctp_write_space()).  So does the end of the association,
 * which all must notice (sctp_cmd_new_state(), net/sctp/sm_sideeffect.c); and
 * nobody wakes the others later, for sctp_wake_up_waiters() leaves a dead
 * association out.
 */
#include "stressor.h"
#include "stressors/lib/sctp-peer.h"
#include "stressors/lib/sock-buffer.h"
#include "util.h"

#define LIMIT  32768 /* bytes of the send buffer */
#define GROWTH 2     /* messages that a larger buffer has room for */

struct send_site {
	struct sctp_peer peer; /* all send through its socket */
	int message;	       /* bytes that one takes of the buffer */
	int full;	       /* bytes that all take when there is no room */
};

/* Fill the buffer; the first message shows what one takes of it. */
static int fill(struct send_site *s)
{
	int fd = s->peer.sock.tx, ret = send_buffer_limit(fd, LIMIT);

	if (!ret)
		ret = sock_post_byte(s);
	if (!ret)
		ret = s->message = send_buffer_used(fd);
	if (ret >= 0)
		ret = send_buffer_fill(fd);
	s->full = send_buffer_used(fd);
	return ret;
}

static int send_open(void *site)
{
	struct send_site *s = site;
	int ret = sctp_peer_open(&s->peer);

	return ret ? ret : fill(s);
}

static int send_ready(void *site)
{
	struct send_site *s = site;

	return fd_ready(s->peer.sock.tx, POLLOUT);
}

static int send_rearm(void *site)
{
	struct send_site *s = site;
	int ret = send_buffer_limit(s->peer.sock.tx, LIMIT);

	while (!ret && send_buffer_used(s->peer.sock.tx) > s->full)
		ret = sctp_peer_ack(&s->peer);
	return ret ? ret : send_buffer_fill(s->peer.sock.tx);
}

static int send_resize(void *site)
{
	struct send_site *s = site;
	int ret = send_buffer_limit(s->peer.sock.tx,
				    s->full + GROWTH * s->message);

	return ret ? ret : GROWTH;
}

const struct stressor sctp_send = {
	.name = "sctp-send",
	.summary = "send() to an SCTP peer with a full buffer",
	.queue = "asoc->wait",
	.waits_in = "sctp_wait_for_sndbuf sctp_sendmsg_to_asoc",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sctp_wfree sctp_write_space sctp_cmd_new_state",
	.kconfig = "INET IP_SCTP NET_NS SYSCTL",
	.max_posts = 16,
	.needs = SCTP_NEEDS,
	.site_size = sizeof(struct send_site),
	.open = send_open,
	.close = sctp_peer_close,
	.wait = sock_send,
	.wait_for = sock_send_for,
	.post = sctp_peer_ack,
	.ready = send_ready,
	.rearm = send_rearm,
	.resize = send_resize,
	.hang_up = sctp_peer_abort,
};
