/* SPDX-License-Identifier: GPL-2.0 */
/* An RxRPC client made of plain UDP, whose calls end as they begin. */
#ifndef RXRPC_CALL_H
#define RXRPC_CALL_H

#define RXRPC_CALLS 8 /* that may be outstanding at once */

/* Lend the server, an RxRPC socket, a number for the next call that comes in.
 * 0 or -errno. */
int rxrpc_lend_number(int server, unsigned long number);

/* Client, a connected UDP socket: begin call 0, 1, 2 ... to that service, and
 * abort it.  0 or -errno. */
int rxrpc_call_and_abort(int client, unsigned call, unsigned short service);

#endif
