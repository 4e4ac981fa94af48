// SPDX-License-Identifier: GPL-2.0
/*
 * recvmsg() on an RxRPC server without calls sleeps exclusively and
 * interruptibly in rxrpc_recvmsg() on the socket's own queue
 * (net/rxrpc/recvmsg.c).  Each call that has news wakes one.  Ours begin and
 * are aborted at once, so that their news are one message: the end.
 *
 * Once awake, the sleeper looks for a call before it looks at signals: those
 * lose nothing here.  One that queues again with a signal pending leaves with
 * the wakeup that chose it.  6.1 loses it, for rxrpc_notify_socket() wakes
 * nobody while the call is on the list; 7.3 wakes one for each packet of a call,
 * and ours are two, so the second wakes the next.
 *
 * Live bugs: shutdown() makes each recvmsg() fail that looks, and wakes none
 * (rxrpc_shutdown(), net/rxrpc/af_rxrpc.c).  One that is interrupted while it
 * waits for its call's user_mutex puts the call back and wakes nobody.
 */
#include "stressor.h"
#include "stressors/lib/arrival.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/rxrpc-call.h"
#include "stressors/lib/sock.h"
#include "util.h"

struct rxrpc_site {
	struct sock_site sock; /* tx: the client, plain UDP */
	int arrived;
	atomic_uint calls;
};

static int rxrpc_works(void)
{
	return socket_works(AF_RXRPC, SOCK_DGRAM, AF_INET);
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
		ret = s->sock.rx = rxrpc_listen(&s->sock.addr.in);
	if (ret >= 0)
		ret = s->arrived = arrival_watch(s->sock.rx);
	return ret < 0 ? ret : 0;
}

static void rxrpc_close(void *site)
{
	struct rxrpc_site *s = site;

	fd_close(&s->arrived);
	sock_close(&s->sock);
}

static int rxrpc_wait(void *site)
{
	struct rxrpc_site *s = site;
	int ret = rxrpc_receive_end(s->sock.rx);

	/* That is what it says of a server that was shut. */
	return ret == -EAGAIN ? -ESHUTDOWN : ret;
}

static int rxrpc_post(void *site)
{
	struct rxrpc_site *s = site;
	unsigned call = atomic_fetch_add(&s->calls, 1);
	int ret = rxrpc_lend_number(s->sock.rx, call + 1);

	arrival_forget(s->arrived);
	if (!ret)
		ret = rxrpc_call_and_abort(s->sock.tx, call);
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
	.deferred = true, /* 7.3: by the thread that handles packets */
	.max_posts = RXRPC_CALLS,
	.needs = SOCKET_NEEDS("RxRPC", "rxrpc", rxrpc_works),
	.site_size = sizeof(struct rxrpc_site),
	.open = rxrpc_open,
	.close = rxrpc_close,
	.wait = rxrpc_wait,
	.post = rxrpc_post,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};
