// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <endian.h>
#include <sys/socket.h>

#include "stressors/lib/sctp-wire.h"
#include "stressors/lib/sock.h"
#include "util.h"

/* When the kernel has put packets off to a thread. */
#define PATIENCE_NS SEC_NS

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

struct sockaddr_in sctp_loopback(in_port_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = port,
				     .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

int sctp_wire_open(struct sctp_wire *w)
{
	struct sockaddr_in sin = sctp_loopback(0);
	socklen_t len = sizeof(sin);
	int ret;

	w->udp = SYS(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	if (w->udp < 0)
		return w->udp;
	ret = sock_limit(w->udp, SO_RCVTIMEO, PATIENCE_NS);
	if (!ret)
		ret = SYS(bind(w->udp, (struct sockaddr *)&sin, len));
	if (!ret)
		ret = SYS(getsockname(w->udp, (struct sockaddr *)&sin, &len));
	w->ours = sin.sin_port;
	return ret;
}

int sctp_tell(const struct sctp_wire *w, enum sctp_type type,
	      struct sctp_packet *out, size_t len)
{
	const struct sockaddr_in to = sctp_loopback(htons(SCTP_UDP_PORT));
	size_t size = SCTP_HEADER + (len + 3) / 4 * 4;

	out->from = w->ours;
	out->to = w->kernel;
	out->tag = w->tag;
	out->crc = 0;
	out->chunk.type = (uint8_t)type;
	out->chunk.len = htons((uint16_t)(sizeof(out->chunk) + len));
	out->crc = crc32c((const uint8_t *)out, size);
	return full(sendto(w->udp, out, size, MSG_DONTWAIT,
			   (const struct sockaddr *)&to, sizeof(to)),
		    size);
}

int sctp_hear(const struct sctp_wire *w, enum sctp_type type,
	      struct sctp_packet *in)
{
	long n;

	do
		n = recv(w->udp, in, sizeof(*in), 0);
	while (n >= 0 && (n < (long)SCTP_HEADER || in->chunk.type != type));
	return n < 0 ? -errno : 0;
}
