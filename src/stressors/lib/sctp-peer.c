// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sctp.h>
#include <string.h>

#include "stressors/lib/sctp-peer.h"
#include "util.h"

#define WINDOW	    (1 << 30)  /* more than any socket may send */
#define HOUR_MS	    3600000    /* until the kernel would send again */
#define TAG	    0x57414b45 /* what the kernel puts into packets to us */
#define PATIENCE_MS 1000       /* when it has put them off to a thread */

int sctp_socket(int flags)
{
	int type = SOCK_STREAM | SOCK_CLOEXEC | flags;

	return SYS(socket(AF_INET, type, IPPROTO_SCTP));
}

int sctp_works(void)
{
	int fd = sctp_socket(0);

	return fd < 0 ? fd : SYS(close(fd));
}

int sctp_net(void)
{
	int ret = private_net(), fd;
	char port[8];

	if (ret)
		return ret;
	fd = SYS(open("/proc/sys/net/sctp/udp_port", O_WRONLY | O_CLOEXEC));
	if (fd < 0)
		return fd;
	snprintf(port, sizeof(port), "%d", SCTP_UDP_PORT);
	ret = full(write(fd, port, strlen(port)), strlen(port));
	close(fd);
	return ret;
}

/* Have it send its packets to our UDP port, one a chunk, and each only once. */
static int set_up(const struct sctp_peer *p)
{
	const struct sctp_udpencaps encap = { .sue_port = p->wire.ours };
	const struct sctp_rtoinfo rto = { .srto_initial = HOUR_MS,
					  .srto_max = HOUR_MS,
					  .srto_min = HOUR_MS };
	const int on = 1, fd = p->sock.tx;
	int ret = SYS(setsockopt(fd, IPPROTO_SCTP, SCTP_REMOTE_UDP_ENCAPS_PORT,
				 &encap, sizeof(encap)));

	if (!ret)
		ret = SYS(setsockopt(fd, IPPROTO_SCTP, SCTP_RTOINFO, &rto,
				     sizeof(rto)));
	if (!ret)
		ret = SYS(setsockopt(fd, IPPROTO_SCTP, SCTP_NODELAY, &on,
				     sizeof(on)));
	return ret;
}

static struct sctp_packet our_init(void)
{
	return (struct sctp_packet){ .init = { .tag = htonl(TAG),
					       .window = htonl(WINDOW),
					       .out = htons(1),
					       .in = htons(1),
					       .tsn = htonl(1) } };
}

/* Answer the socket that began to connect, until its handshake is over. */
static int shake_hands(struct sctp_peer *p)
{
	const uint8_t cookie[] = { 0,  SCTP_STATE_COOKIE, 0, 8, 'w', 'a', 'k',
				   'e' };
	struct sctp_packet msg, ack = our_init();
	int ret = sctp_hear(&p->wire, CHUNK_INIT, &msg);

	if (ret)
		return ret;
	p->wire.kernel = msg.from;
	p->wire.tag = msg.init.tag;
	p->tsn = ntohl(msg.init.tsn) - 1;
	memcpy(ack.init.params, cookie, sizeof(cookie));
	ret = sctp_tell(&p->wire, CHUNK_INIT_ACK, &ack,
			SCTP_INIT_BYTES + sizeof(cookie));
	if (!ret)
		ret = sctp_hear(&p->wire, CHUNK_COOKIE_ECHO, &msg);
	return ret ? ret : sctp_tell(&p->wire, CHUNK_COOKIE_ACK, &msg, 0);
}

static int connect_to_us(struct sctp_peer *p)
{
	const struct sockaddr_in us = sctp_loopback(p->wire.ours);
	struct pollfd up = { .fd = p->sock.tx, .events = POLLOUT };
	int ret = SYS(
		connect(p->sock.tx, (const struct sockaddr *)&us, sizeof(us)));

	if (ret == -EINPROGRESS)
		ret = shake_hands(p);
	if (!ret)
		ret = SYS(poll(&up, 1, PATIENCE_MS));
	return ret < 0 ? ret : up.revents & POLLOUT ? 0 : -ETIMEDOUT;
}

int sctp_peer_open(struct sctp_peer *p)
{
	int ret = sctp_net();

	p->sock.rx = p->sock.tx = p->wire.udp = -1;
	if (!ret)
		ret = p->sock.tx = sctp_socket(SOCK_NONBLOCK);
	if (ret >= 0)
		ret = sctp_wire_open(&p->wire);
	if (!ret)
		ret = set_up(p);
	if (!ret)
		ret = connect_to_us(p);
	return ret ? ret : SYS(fcntl(p->sock.tx, F_SETFL, 0));
}

void sctp_peer_close(void *site)
{
	struct sctp_peer *p = site;

	sock_close(&p->sock);
	fd_close(&p->wire.udp);
}

int sctp_peer_ack(void *site)
{
	struct sctp_peer *p = site;
	uint32_t tsn = atomic_fetch_add(&p->tsn, 1) + 1;
	struct sctp_packet msg = { .sack = { .tsn = htonl(tsn),
					     .window = htonl(WINDOW) } };

	return sctp_tell(&p->wire, CHUNK_SACK, &msg, sizeof(msg.sack));
}

int sctp_peer_abort(void *site)
{
	const struct sctp_peer *p = site;
	struct sctp_packet msg = { 0 };

	return sctp_tell(&p->wire, CHUNK_ABORT, &msg, 0);
}

/* Turn an INIT ACK into the COOKIE ECHO that answers it: its size. */
static size_t echo_cookie(struct sctp_packet *msg)
{
	size_t end =
		ntohs(msg->chunk.len) - sizeof(msg->chunk) - SCTP_INIT_BYTES;

	for (size_t at = 0; at + sizeof(struct sctp_param) <= end;) {
		const struct sctp_param *p =
			(const void *)&msg->init.params[at];
		size_t len = ntohs(p->len);

		if (p->type == htons(SCTP_STATE_COOKIE)) {
			memmove(msg->raw, p->value, len - sizeof(*p));
			return len - sizeof(*p);
		}
		at += (len + 3) / 4 * 4;
	}
	return 0;
}

int sctp_peer_connect(in_port_t port)
{
	struct sctp_wire w = { .kernel = port };
	struct sctp_packet msg = our_init();
	int ret = sctp_wire_open(&w);

	if (!ret)
		ret = sctp_tell(&w, CHUNK_INIT, &msg, SCTP_INIT_BYTES);
	if (!ret)
		ret = sctp_hear(&w, CHUNK_INIT_ACK, &msg);
	w.tag = msg.init.tag;
	if (!ret)
		ret = sctp_tell(&w, CHUNK_COOKIE_ECHO, &msg, echo_cookie(&msg));
	if (!ret)
		ret = sctp_hear(&w, CHUNK_COOKIE_ACK, &msg);
	fd_close(&w.udp);
	return ret;
}
