// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <endian.h>
#include <fcntl.h>
#include <linux/sctp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "stressors/lib/private-net.h"
#include "stressors/lib/sctp-peer.h"
#include "util.h"

#define ENCAP_PORT  9899       /* the kernel's UDP port */
#define WINDOW	    (1 << 30)  /* more than any socket may send */
#define HOUR_MS	    3600000    /* until the kernel would send again */
#define TAG	    0x57414b45 /* what the kernel puts into packets to us */
#define PATIENCE_MS 1000 /* when the kernel has put packets off to a thread */

/* The names that RFC 9260 gives to types. */
enum { INIT = 1, INIT_ACK, SACK, ABORT = 6, COOKIE_ECHO = 10, COOKIE_ACK };

struct chunk {
	uint8_t type, flags;
	uint16_t len;
};

struct init {
	uint32_t tag, window;
	uint16_t out, in;
	uint32_t tsn;
	uint8_t params[1400];
};

/* Of INIT and INIT ACK. */
struct param {
	uint16_t type, len;
	uint8_t value[];
};

#define STATE_COOKIE 7

struct packet {
	uint16_t from, to;
	uint32_t tag, crc;
	struct chunk chunk;
	union {
		struct init init;
		struct {
			uint32_t tsn, window, gaps;
		} sack;
		uint8_t raw[1500];
	};
};

#define PACKET_HEADER (offsetof(struct packet, raw))
#define INIT_SIZE     (offsetof(struct init, params))

static uint32_t crc32c(const uint8_t *p, size_t len)
{
	uint32_t crc = ~0u;

	while (len--) {
		crc ^= *p++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return htole32(~crc);
}

static struct sockaddr_in loopback(in_port_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = port,
				     .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

/* Send one chunk with len bytes behind its header: 0 or -errno. */
static int tell(const struct sctp_peer *p, int type, struct packet *out,
		size_t len)
{
	const struct sockaddr_in to = loopback(htons(ENCAP_PORT));
	size_t size = PACKET_HEADER + (len + 3) / 4 * 4;

	out->from = p->ours;
	out->to = p->kernel;
	out->tag = p->tag;
	out->crc = 0;
	out->chunk.type = (uint8_t)type;
	out->chunk.len = htons((uint16_t)(sizeof(out->chunk) + len));
	out->crc = crc32c((const uint8_t *)out, size);
	return full(sendto(p->udp, out, size, MSG_DONTWAIT,
			   (const struct sockaddr *)&to, sizeof(to)),
		    size);
}

/* The kernel's next packet, which must be of that type. */
static int hear(const struct sctp_peer *p, int type, struct packet *in)
{
	long n = recv(p->udp, in, sizeof(*in), 0);

	if (n < 0)
		return -errno;
	return n >= (long)PACKET_HEADER && in->chunk.type == type ? 0 : -EPROTO;
}

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
	snprintf(port, sizeof(port), "%d", ENCAP_PORT);
	ret = full(write(fd, port, strlen(port)), strlen(port));
	close(fd);
	return ret;
}

/* A UDP socket; its port is our SCTP port, too. */
static int open_udp(struct sctp_peer *p)
{
	struct sockaddr_in sin = loopback(0);
	const struct timeval patience = { .tv_sec = PATIENCE_MS / 1000 };
	socklen_t len = sizeof(sin);
	int ret;

	p->udp = SYS(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	if (p->udp < 0)
		return p->udp;
	setsockopt(p->udp, SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	ret = SYS(bind(p->udp, (struct sockaddr *)&sin, len));
	if (!ret)
		ret = SYS(getsockname(p->udp, (struct sockaddr *)&sin, &len));
	p->ours = sin.sin_port;
	return ret;
}

/* Have fd send its packets to our UDP port, one a chunk, and each only once. */
static int set_up(const struct sctp_peer *p, int fd)
{
	const struct sctp_udpencaps encap = { .sue_port = p->ours };
	const struct sctp_rtoinfo rto = { .srto_initial = HOUR_MS,
					  .srto_max = HOUR_MS,
					  .srto_min = HOUR_MS };
	const int on = 1;
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

static struct packet our_init(void)
{
	return (struct packet){ .init = { .tag = htonl(TAG),
					  .window = htonl(WINDOW),
					  .out = htons(1),
					  .in = htons(1),
					  .tsn = htonl(1) } };
}

int sctp_peer_of(struct sctp_peer *p, int fd)
{
	const uint8_t cookie[] = { 0, STATE_COOKIE, 0, 8, 'w', 'a', 'k', 'e' };
	struct packet msg, ack = our_init();
	struct pollfd up = { .fd = fd, .events = POLLOUT };
	struct sockaddr_in sin = loopback(0);
	int ret = open_udp(p);

	if (!ret)
		ret = set_up(p, fd);
	sin.sin_port = p->ours;
	if (!ret)
		ret = SYS(connect(fd, (struct sockaddr *)&sin, sizeof(sin)));
	if (ret == -EINPROGRESS)
		ret = hear(p, INIT, &msg);
	if (ret)
		return ret;
	p->kernel = msg.from;
	p->tag = msg.init.tag;
	p->tsn = ntohl(msg.init.tsn) - 1;
	memcpy(ack.init.params, cookie, sizeof(cookie));
	ret = tell(p, INIT_ACK, &ack, INIT_SIZE + sizeof(cookie));
	if (!ret)
		ret = hear(p, COOKIE_ECHO, &msg);
	if (!ret)
		ret = tell(p, COOKIE_ACK, &msg, 0);
	if (!ret)
		ret = SYS(poll(&up, 1, PATIENCE_MS));
	return ret < 0 ? ret : up.revents & POLLOUT ? 0 : -ETIMEDOUT;
}

/* Turn an INIT ACK into the COOKIE ECHO that answers it: its size. */
static size_t echo_cookie(struct packet *msg)
{
	size_t end = ntohs(msg->chunk.len) - sizeof(msg->chunk) - INIT_SIZE;

	for (size_t at = 0; at + sizeof(struct param) <= end;) {
		const struct param *p = (const void *)&msg->init.params[at];
		size_t len = ntohs(p->len);

		if (p->type == htons(STATE_COOKIE)) {
			memmove(msg->raw, p->value, len - sizeof(*p));
			return len - sizeof(*p);
		}
		at += (len + 3) / 4 * 4;
	}
	return 0;
}

int sctp_peer_connect(in_port_t port)
{
	struct sctp_peer p = { .kernel = port };
	struct packet msg = our_init();
	int ret = open_udp(&p);

	if (!ret)
		ret = tell(&p, INIT, &msg, INIT_SIZE);
	if (!ret)
		ret = hear(&p, INIT_ACK, &msg);
	p.tag = msg.init.tag;
	if (!ret)
		ret = tell(&p, COOKIE_ECHO, &msg, echo_cookie(&msg));
	if (!ret)
		ret = hear(&p, COOKIE_ACK, &msg);
	fd_close(&p.udp);
	return ret;
}

int sctp_peer_ack(struct sctp_peer *p)
{
	uint32_t tsn = atomic_fetch_add(&p->tsn, 1) + 1;
	struct packet msg = { .sack = { .tsn = htonl(tsn),
					.window = htonl(WINDOW) } };

	return tell(p, SACK, &msg, sizeof(msg.sack));
}

int sctp_peer_abort(const struct sctp_peer *p)
{
	struct packet msg = { 0 };

	return tell(p, ABORT, &msg, 0);
}
