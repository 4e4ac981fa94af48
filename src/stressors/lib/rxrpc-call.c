// SPDX-License-Identifier: GPL-2.0
#include <netinet/in.h>
#include <string.h>

#include <linux/rxrpc.h> /* wants <netinet/in.h> before it */

#include "stressors/lib/rxrpc-call.h"
#include "util.h"

#define SOL_RXRPC 272
#define SERVICE	  1

struct packet {
	uint32_t epoch, connection, call, seq, serial;
	uint8_t type, flags, status, security;
	uint16_t checksum, service;
	uint32_t code; /* of an abort; else data */
};

enum { DATA = 1, ABORT = 4 };	    /* types */
enum { FROM_CLIENT = 1, LAST = 4 }; /* flags */

int rxrpc_listen(const struct sockaddr_in *at)
{
	const struct sockaddr_rxrpc addr = {
		.srx_family = AF_RXRPC,
		.srx_service = SERVICE,
		.transport_type = SOCK_DGRAM,
		.transport_len = sizeof(*at),
		.transport.sin = *at,
	};
	int fd = SYS(socket(AF_RXRPC, SOCK_DGRAM | SOCK_CLOEXEC, AF_INET)), ret;

	if (fd < 0)
		return fd;
	ret = SYS(bind(fd, (const struct sockaddr *)&addr, sizeof(addr)));
	if (!ret)
		ret = SYS(listen(fd, RXRPC_CALLS));
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

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

/* Who is quick sees the call begin: its end is still to come. */
int rxrpc_receive_end(int server)
{
	char control[128], data[4];
	struct iovec iov = { .iov_base = data, .iov_len = sizeof(data) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int ret;

	do {
		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		ret = SYS(recvmsg(server, &msg, 0));
	} while (ret >= 0 && !(msg.msg_flags & MSG_EOR));
	return ret < 0 ? ret : 0;
}

/* Each call has a connection of its own, until the numbers come round. */
int rxrpc_call_and_abort(int client, unsigned call)
{
	struct packet p = { .epoch = htonl(1),
			    .connection = htonl((call % RXRPC_CALLS + 1) << 2),
			    .call = htonl(call / RXRPC_CALLS + 1),
			    .seq = htonl(1),
			    .serial = htonl(1),
			    .type = DATA,
			    .flags = FROM_CLIENT | LAST,
			    .service = htons(SERVICE),
			    .code = htonl(1) };
	int ret = full(send(client, &p, sizeof(p), 0), sizeof(p));

	p.type = ABORT;
	p.flags = FROM_CLIENT;
	p.seq = 0;
	p.serial = htonl(2);
	return ret ? ret : full(send(client, &p, sizeof(p), 0), sizeof(p));
}
