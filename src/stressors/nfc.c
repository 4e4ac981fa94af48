// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an NFC LLCP listener sleeps exclusively and interruptibly in
 * llcp_sock_accept() on the listener's own queue (net/nfc/llcp_sock.c).  A
 * connection, which comes in by a worker, wakes one.
 *
 * Once awake, the sleeper looks for a connection before it looks at signals and
 * at the time: those lose nothing.  When the link goes down all are woken.
 */
#include <linux/nfc.h>

#include "stressor.h"
#include "stressors/lib/arrival.h"
#include "stressors/lib/nfc-link.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define CALLS	 8  /* that are not answered yet */
#define CALLERS	 12 /* addresses on a device: 32 */
#define FRAME_MS 2000

struct llcp_site {
	struct sock_site sock;
	struct nfc_link link;
	int queued; /* watches for connections that were queued */
};

/* A connection is gone when its caller is: those of this poster's last calls,
 * each plus one. */
static _Thread_local int callers[CALLERS];
static _Thread_local unsigned calls;

static int llcp_works(void)
{
	return socket_works(AF_NFC, SOCK_STREAM, NFC_SOCKPROTO_LLCP);
}

static int llcp_post(void *site)
{
	struct llcp_site *s = site;
	int *caller = &callers[calls++ % CALLERS];
	struct pollfd p[] = { { .fd = s->queued, .events = POLLIN },
			      { .events = POLLOUT } };
	int ret;

	if (*caller)
		close(*caller - 1);
	arrival_forget(s->queued);
	p[1].fd = nfc_connect();
	*caller = p[1].fd < 0 ? 0 : p[1].fd + 1;
	if (p[1].fd < 0)
		return p[1].fd;
	/* It is queued, or, if we missed that, the answer is there. */
	ret = SYS(poll(p, ARRAY_SIZE(p), FRAME_MS));
	return ret < 0 ? ret : ret ? 0 : -ETIMEDOUT;
}

static int llcp_open(void *site)
{
	struct llcp_site *s = site;
	int ret;

	s->sock.rx = s->sock.tx = s->queued = -1;
	ret = nfc_link_open(&s->link);
	if (!ret)
		ret = s->sock.rx = nfc_listen(CALLS);
	if (ret >= 0)
		ret = s->queued = arrival_watch(s->sock.rx);
	/* The link is up at both ends when it has carried something. */
	if (ret >= 0)
		ret = llcp_post(s);
	if (!ret)
		ret = sock_accept(s);
	return ret < 0 ? ret : SYS(close(ret));
}

static void llcp_close(void *site)
{
	struct llcp_site *s = site;

	for (int i = 0; i < CALLERS; i++) {
		if (callers[i])
			close(callers[i] - 1);
		callers[i] = 0;
	}
	fd_close(&s->queued);
	sock_close(&s->sock);
	nfc_link_close(&s->link);
}

static int llcp_hang_up(void *site)
{
	struct llcp_site *s = site;

	return nfc_link_cut(&s->link);
}

const struct stressor llcp_accept = {
	.name = "llcp-accept",
	.summary = "accept() on an NFC listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "llcp_sock_accept",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "nfc_llcp_recv_connect nfc_llcp_socket_release",
	.kconfig = "NET NFC NFC_DIGITAL NFC_SIM",
	.deferred = true,
	.max_posts = CALLS,
	.needs = NEEDS({ .kind = NEED_GUEST }, { .kind = NEED_CALL,
						 .what = "NFC sockets",
						 .remedy = "a kernel with NFC",
						 .call = llcp_works }),
	.site_size = sizeof(struct llcp_site),
	.open = llcp_open,
	.close = llcp_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = llcp_post,
	.ready = sock_has_input,
	.hang_up = llcp_hang_up,
};
