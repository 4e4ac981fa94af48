/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An SCTP end that is ours, so that nothing is acknowledged but when we say so.
 */
#ifndef SCTP_PEER_H
#define SCTP_PEER_H

#include "stressors/lib/private-net.h"
#include "stressors/lib/sctp-wire.h"
#include "stressors/lib/sock.h"

#define SCTP_NEEDS SOCKET_NEEDS("SCTP", "sctp", sctp_works)

struct sctp_peer {
	struct sock_site sock; /* tx: the kernel's end, which blocks */
	struct sctp_wire wire;
	atomic_uint tsn; /* of the kernel's last chunk that we acknowledged */
};

/* A new one-to-one socket, with flags as of socket(): its fd, or -errno. */
int sctp_socket(int flags);

/* Can it be had?  0 or -errno, for NEED_CALL. */
int sctp_works(void);

/* Move into a network of our own, where the kernel takes SCTP over UDP.
 * 0 or -errno. */
int sctp_net(void);

/* In such a network, we connect to the listener at a port in network order.
 * 0 or -errno. */
int sctp_peer_connect(in_port_t port);

/* In a new one, a socket connects to us.  0 or -errno; sctp_peer_close() in
 * either case. */
int sctp_peer_open(struct sctp_peer *p);

/* Hooks of stressors whose site begins with it. */
void sctp_peer_close(void *site);
int sctp_peer_ack(void *site);	 /* acknowledge one more chunk */
int sctp_peer_abort(void *site); /* the association is over */

#endif
