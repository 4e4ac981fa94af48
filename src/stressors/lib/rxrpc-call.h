/* SPDX-License-Identifier: GPL-2.0 */
/* An RxRPC server, and a client made of plain UDP, whose calls end as they
 * begin. */
#ifndef RXRPC_CALL_H
#define RXRPC_CALL_H

#include <netinet/in.h>

#define RXRPC_CALLS 8 /* that may be outstanding at once */

/* A new server that listens at that address: its fd, or -errno. */
int rxrpc_listen(const struct sockaddr_in *at);

/* Lend the server, an RxRPC socket, a number for the next call that comes in.
 * 0 or -errno. */
int rxrpc_lend_number(int server, unsigned long number);

/* Server: receive what there is to know of one call, up to its end.  Sleeps.
 * 0 or -errno. */
int rxrpc_receive_end(int server);

/* Client, a connected UDP socket: begin call 0, 1, 2 ..., and abort it.
 * 0 or -errno. */
int rxrpc_call_and_abort(int client, unsigned call);

#endif
