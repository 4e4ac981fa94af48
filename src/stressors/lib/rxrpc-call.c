// SPDX-License-Identifier: GPL-2.0
#include <netinet/in.h>
#include <string.h>

#include <linux/rxrpc.h> /* wants <netinet/in.h> before it */

#include "stressors/lib/rxrpc-call.h"
#include "util.h"

#define SOL_RXRPC 272

struct packet {
	uint32_t epoch, connection, call, seq, serial;
	uint8_t type, flags, status, security;
	uint16_t checksum, service;
	uint32_t code; /* of an abort; else data */
};

enum { DATA = 1, ABORT = 4 };	    /* types */
enum { FROM_CLIENT = 1, LAST = 4 }; /* flags */

int rxrpc_lend_number(int server, unsigned long number)
{
	char control[CMSG_SPACE(sizeof(number)) + CMSG_SPACE(0)] = "";
	struct msghdr msg = { .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	int ret;

	*c = (struct cmsghdr){ .cmsg_level = SOL_RXRPC,
			       .cmsg_type = RXRPC_USER_CALL_ID,
			       .cmsg_len = CMSG_LEN(sizeof(number)) };
	memcpy(CMSG_DATA(c), &number, sizeof(number));
	c = CMSG_NXTHDR(&msg, c);
	*c = (struct cmsghdr){ .cmsg_level = SOL_RXRPC,
			       .cmsg_type = RXRPC_CHARGE_ACCEPT,
			       .cmsg_len = CMSG_LEN(0) };
	ret = SYS(sendmsg(server, &msg, 0));
	return ret == -ENOBUFS ? 0 : ret; /* it has all that it can use */
}

/* Each call has a connection of its own, until the numbers come round. */
int rxrpc_call_and_abort(int client, unsigned call, unsigned short service)
{
	struct packet p = { .epoch = htonl(1),
			    .connection = htonl((call % RXRPC_CALLS + 1) << 2),
			    .call = htonl(call / RXRPC_CALLS + 1),
			    .seq = htonl(1),
			    .serial = htonl(1),
			    .type = DATA,
			    .flags = FROM_CLIENT | LAST,
			    .service = htons(service),
			    .code = htonl(1) };
	int ret = full(send(client, &p, sizeof(p), 0), sizeof(p));

	p.type = ABORT;
	p.flags = FROM_CLIENT;
	p.seq = 0;
	p.serial = htonl(2);
	return ret ? ret : full(send(client, &p, sizeof(p), 0), sizeof(p));
}
