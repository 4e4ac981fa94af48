/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SCTP packets of one chunk (RFC 9260), between the kernel and an end that is
 * ours.  They are wrapped in UDP (RFC 6951), or the kernel would answer them
 * for us.  The kernel handles a packet before our send() returns.
 */
#ifndef SCTP_WIRE_H
#define SCTP_WIRE_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define SCTP_UDP_PORT	  9899 /* the kernel's */
#define SCTP_STATE_COOKIE 7    /* a parameter of INIT ACK */

enum sctp_type {
	CHUNK_INIT = 1,
	CHUNK_INIT_ACK,
	CHUNK_SACK,
	CHUNK_ABORT = 6,
	CHUNK_COOKIE_ECHO = 10,
	CHUNK_COOKIE_ACK
};

/* Of INIT and INIT ACK. */
struct sctp_param {
	uint16_t type, len;
	uint8_t value[];
};

struct sctp_packet {
	uint16_t from, to;
	uint32_t tag, crc;
	struct {
		uint8_t type, flags;
		uint16_t len;
	} chunk;
	union {
		struct {
			uint32_t tag, window;
			uint16_t out, in;
			uint32_t tsn;
			uint8_t params[1400];
		} init;
		struct {
			uint32_t tsn, window, gaps;
		} sack;
		uint8_t raw[1500];
	};
};

#define SCTP_HEADER (offsetof(struct sctp_packet, raw))
#define SCTP_INIT_BYTES \
	(offsetof(struct sctp_packet, init.params) - SCTP_HEADER)

struct sctp_wire {
	int udp;	  /* carries the packets */
	in_port_t kernel; /* SCTP ports, in network order */
	in_port_t ours;
	uint32_t tag; /* the kernel's: proves that we are its peer */
};

/* A UDP socket; its port is our SCTP port, too.  0 or -errno; close w->udp in
 * either case. */
int sctp_wire_open(struct sctp_wire *w);

/* Send one chunk with len bytes behind its header.  0 or -errno. */
int sctp_tell(const struct sctp_wire *w, enum sctp_type type,
	      struct sctp_packet *out, size_t len);

/* The kernel's next packet of that type.  What comes before it is passed over: an
 * association that a waiter takes and closes at once on another CPU may have its
 * ABORT overtake the COOKIE ACK, as loopback has a queue for each CPU.  0, or
 * -errno: -EAGAIN when none came within a second. */
int sctp_hear(const struct sctp_wire *w, enum sctp_type type,
	      struct sctp_packet *in);

/* That port of the loopback. */
struct sockaddr_in sctp_loopback(in_port_t port);

#endif
