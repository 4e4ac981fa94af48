// SPDX-License-Identifier: GPL-2.0
/*
 * recvmsg() on an RxRPC server without calls sleeps exclusively and
 * interruptibly in rxrpc_recvmsg() on the socket's own queue
 * (net/rxrpc/recvmsg.c).  Each call that has news wakes one.  Ours begin and
 * are aborted at once, so that their news are one message: the end.
 *
 * Once awake, the sleeper looks for a call before it looks at signals: an
 * interrupted one loses nothing.  (One that is interrupted later, while it
 * waits for the call's user_mutex, puts the call back and wakes nobody.)
 */
#include <netinet/in.h>
#include <stdatomic.h>
#include <string.h>

#include <linux/rxrpc.h> /* wants <netinet/in.h> before it */

#include "stressor.h"
#include "stressors/lib/arrival.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define SOL_RXRPC   272
#define SERVICE	    1
#define CONNECTIONS 8 /* more calls are never outstanding */

struct rxrpc_site {
	struct sock_site sock; /* tx: the client, plain UDP */
	int arrived;
	atomic_uint calls;
};

struct packet {
	uint32_t epoch, connection, call, seq, serial;
	uint8_t type, flags, status, security;
	uint16_t checksum, service;
	uint32_t code; /* of an abort; else data */
};

enum { DATA = 1, ABORT = 4 };	    /* types */
enum { FROM_CLIENT = 1, LAST = 4 }; /* flags */

static int rxrpc_works(void)
{
	return socket_works(AF_RXRPC, SOCK_DGRAM, AF_INET);
}

static int serve(struct rxrpc_site *s)
{
	struct sockaddr_rxrpc addr = { .srx_family = AF_RXRPC,
				       .srx_service = SERVICE,
				       .transport_type = SOCK_DGRAM,
				       .transport_len =
					       sizeof(addr.transport.sin) };
	int ret;

	addr.transport.sin = s->sock.addr.in;
	ret = s->sock.rx =
		SYS(socket(AF_RXRPC, SOCK_DGRAM | SOCK_CLOEXEC, AF_INET));
	if (ret >= 0)
		ret = SYS(bind(s->sock.rx, (struct sockaddr *)&addr,
			       sizeof(addr)));
	return ret ? ret : SYS(listen(s->sock.rx, CONNECTIONS));
}

/* The server takes the port of a socket that is closed again. */
static int rxrpc_open(void *site)
{
	struct rxrpc_site *s = site;
	int ret = private_net();

	s->sock.rx = s->sock.tx = s->arrived = -1;
	if (!ret)
		ret = sock_bind(&s->sock, AF_INET, SOCK_DGRAM, 0);
	if (!ret)
		ret = s->sock.tx = sock_connect(&s->sock, 0, 0);
	fd_close(&s->sock.rx);
	if (ret >= 0)
		ret = serve(s);
	if (!ret)
		ret = s->arrived = arrival_watch(s->sock.rx);
	return ret < 0 ? ret : 0;
}

static void rxrpc_close(void *site)
{
	struct rxrpc_site *s = site;

	fd_close(&s->arrived);
	sock_close(&s->sock);
}

/* One that was quick has seen the call begin: its end is still to come. */
static int rxrpc_wait(void *site)
{
	struct rxrpc_site *s = site;
	char control[128], data[4];
	struct iovec iov = { .iov_base = data, .iov_len = sizeof(data) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int ret;

	do {
		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		ret = SYS(recvmsg(s->sock.rx, &msg, 0));
	} while (ret >= 0 && !(msg.msg_flags & MSG_EOR));
	return ret < 0 ? ret : 0;
}

/* Lend the server a number for the call that comes. */
static int lend(const struct rxrpc_site *s, unsigned long number)
{
	char control[CMSG_SPACE(sizeof(number)) + CMSG_SPACE(0)] = "";
	struct msghdr msg = { .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	*c = (struct cmsghdr){ .cmsg_level = SOL_RXRPC,
			       .cmsg_type = RXRPC_USER_CALL_ID,
			       .cmsg_len = CMSG_LEN(sizeof(number)) };
	memcpy(CMSG_DATA(c), &number, sizeof(number));
	c = CMSG_NXTHDR(&msg, c);
	*c = (struct cmsghdr){ .cmsg_level = SOL_RXRPC,
			       .cmsg_type = RXRPC_CHARGE_ACCEPT,
			       .cmsg_len = CMSG_LEN(0) };
	return SYS(sendmsg(s->sock.rx, &msg, 0));
}

static int rxrpc_post(void *site)
{
	struct rxrpc_site *s = site;
	unsigned n = atomic_fetch_add(&s->calls, 1);
	struct packet p = { .epoch = htonl(1),
			    .connection = htonl((n % CONNECTIONS + 1) << 2),
			    .call = htonl(n / CONNECTIONS + 1),
			    .seq = htonl(1),
			    .serial = htonl(1),
			    .type = DATA,
			    .flags = FROM_CLIENT | LAST,
			    .service = htons(SERVICE),
			    .code = htonl(1) };
	int ret = lend(s, n + 1);

	arrival_forget(s->arrived);
	if (!ret)
		ret = full(send(s->sock.tx, &p, sizeof(p), 0), sizeof(p));
	p.type = ABORT;
	p.flags = FROM_CLIENT;
	p.seq = 0;
	p.serial = htonl(2);
	if (!ret)
		ret = full(send(s->sock.tx, &p, sizeof(p), 0), sizeof(p));
	return ret ? ret : arrival_await(s->arrived);
}

const struct stressor rxrpc_recv = {
	.name = "rxrpc-recv",
	.summary = "recvmsg() on an RxRPC server",
	.queue = "sk_sleep(server)",
	.waits_in = "rxrpc_recvmsg",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "rxrpc_notify_socket",
	.kconfig = "INET AF_RXRPC NET_NS",
	.max_posts = CONNECTIONS,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_CALL,
			 .what = "RxRPC sockets",
			 .remedy = "modprobe rxrpc, or run in a guest",
			 .call = rxrpc_works }),
	.site_size = sizeof(struct rxrpc_site),
	.open = rxrpc_open,
	.close = rxrpc_close,
	.wait = rxrpc_wait,
	.post = rxrpc_post,
	.ready = sock_has_input,
};
