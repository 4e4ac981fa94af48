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
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "stressor.h"
#include "stressors/lib/sctp-peer.h"
#include "stressors/lib/send-buffer.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define LIMIT  32768 /* of the send buffer; the kernel doubles it */
#define GROWTH 2     /* messages that a larger buffer has room for */

struct send_site {
	struct sock_site sock; /* tx: all send through it */
	struct sctp_peer peer;
	int message; /* bytes that one takes of the buffer */
	int full;    /* bytes that all take when there is no room */
};

static int send_open(void *site)
{
	struct send_site *s = site;
	int ret;

	s->sock.rx = s->sock.tx = s->peer.udp = -1;
	ret = sctp_net();
	if (!ret)
		ret = s->sock.tx = sctp_socket(SOCK_NONBLOCK);
	if (ret >= 0)
		ret = sctp_peer_of(&s->peer, s->sock.tx);
	if (!ret)
		ret = SYS(fcntl(s->sock.tx, F_SETFL, 0));
	if (!ret)
		ret = send_buffer_limit(s->sock.tx, LIMIT);
	if (!ret)
		ret = SYS(
			send(s->sock.tx, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL));
	if (ret >= 0)
		ret = send_buffer_used(s->sock.tx);
	s->message = ret;
	if (ret >= 0)
		ret = send_buffer_fill(s->sock.tx);
	s->full = send_buffer_used(s->sock.tx);
	return ret;
}

static void send_close(void *site)
{
	struct send_site *s = site;

	sock_close(&s->sock);
	fd_close(&s->peer.udp);
}

/* As sock_send_for(), but a peer that is gone must not kill. */
static int send_wait_for(void *site, uint64_t ns)
{
	const struct timeval limit = {
		.tv_sec = (time_t)(ns / SEC_NS),
		.tv_usec = (suseconds_t)(ns % SEC_NS / 1000),
	};
	struct send_site *s = site;
	int ret = 0;

	if (atomic_exchange(&s->sock.limited, ns != 0) || ns)
		ret = SYS(setsockopt(s->sock.tx, SOL_SOCKET, SO_SNDTIMEO,
				     &limit, sizeof(limit)));
	if (!ret)
		ret = full(send(s->sock.tx, "x", 1, MSG_NOSIGNAL), 1);
	return ns && ret == -EAGAIN ? -ETIMEDOUT : ret;
}

static int send_wait(void *site)
{
	return send_wait_for(site, 0);
}

static int send_post(void *site)
{
	struct send_site *s = site;

	return sctp_peer_ack(&s->peer);
}

static int send_ready(void *site)
{
	struct send_site *s = site;

	return fd_ready(s->sock.tx, POLLOUT);
}

static int send_rearm(void *site)
{
	struct send_site *s = site;
	int ret = send_buffer_limit(s->sock.tx, LIMIT);

	while (!ret && send_buffer_used(s->sock.tx) > s->full)
		ret = sctp_peer_ack(&s->peer);
	return ret ? ret : send_buffer_fill(s->sock.tx);
}

static int send_resize(void *site)
{
	struct send_site *s = site;
	int ret = send_buffer_limit(s->sock.tx, s->full + GROWTH * s->message);

	return ret ? ret : GROWTH;
}

static int send_hang_up(void *site)
{
	struct send_site *s = site;

	return sctp_peer_abort(&s->peer);
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
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_CALL,
			 .what = "SCTP sockets",
			 .remedy = "modprobe sctp, or run in a guest",
			 .call = sctp_works }),
	.site_size = sizeof(struct send_site),
	.open = send_open,
	.close = send_close,
	.wait = send_wait,
	.wait_for = send_wait_for,
	.post = send_post,
	.ready = send_ready,
	.rearm = send_rearm,
	.resize = send_resize,
	.hang_up = send_hang_up,
};
