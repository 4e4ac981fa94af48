/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An SCTP end that is ours, so that nothing is acknowledged but when we say so.
 * Its packets are wrapped in UDP (RFC 6951), or the kernel would answer them
 * for us.  The kernel handles a packet before our send() returns.
 */
#ifndef SCTP_PEER_H
#define SCTP_PEER_H

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdint.h>

struct sctp_peer {
	int udp;	  /* carries the packets */
	in_port_t kernel; /* SCTP ports, in network order */
	in_port_t ours;
	uint32_t tag;	 /* the kernel's: proves that we are its peer */
	atomic_uint tsn; /* of the kernel's last chunk that we acknowledged */
};

/* A new one-to-one socket, with flags as of socket(): its fd, or -errno. */
int sctp_socket(int flags);

/* Can it be had?  0 or -errno, for NEED_CALL. */
int sctp_works(void);

/* Move into a network of our own, where the kernel takes SCTP over UDP.
 * 0 or -errno. */
int sctp_net(void);

/* fd, a new SCTP socket that does not block, connects to us.  0 or -errno;
 * close p->udp in either case. */
int sctp_peer_of(struct sctp_peer *p, int fd);

/* We connect to the listener at a port in network order.  0 or -errno. */
int sctp_peer_connect(in_port_t port);

/* Acknowledge one more chunk.  0 or -errno. */
int sctp_peer_ack(struct sctp_peer *p);

/* The association is over.  0 or -errno. */
int sctp_peer_abort(const struct sctp_peer *p);

#endif
