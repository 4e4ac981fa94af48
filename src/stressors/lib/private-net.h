/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A network of our own: it holds nothing but the loopback device, nobody else
 * sees it, and it is gone with its last process and socket.
 */
#ifndef PRIVATE_NET_H
#define PRIVATE_NET_H

/* Root, and sockets of a family that a module may bring: "SCTP", "sctp". */
#define SOCKET_NEEDS(family, module, works)                         \
	NEEDS({ .kind = NEED_ROOT },                                \
	      { .kind = NEED_CALL,                                  \
		.what = family " sockets",                          \
		.remedy = "modprobe " module ", or run in a guest", \
		.call = (works) })

/* Move this process into a new network, and bring its loopback device up.
 * Sockets that are open stay where they are.  0 or -errno. */
int private_net(void);

/* Bring the loopback device up, where it is down, in the network of that
 * socket.  0 or -errno. */
int loopback_up(int fd);

/* Can such a socket be had?  0 or -errno: what a NEED_CALL wants. */
int socket_works(int family, int type, int protocol);

#endif
