/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A network of our own: it holds nothing but the loopback device, nobody else
 * sees it, and it is gone with its last process and socket.
 */
#ifndef PRIVATE_NET_H
#define PRIVATE_NET_H

/* Move this process into a new network, and bring its loopback device up.
 * Sockets that are open stay where they are.  0 or -errno. */
int private_net(void);

/* Can such a socket be had?  0 or -errno: what a NEED_CALL wants. */
int socket_works(int family, int type, int protocol);

#endif
