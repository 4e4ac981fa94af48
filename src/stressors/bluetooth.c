// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on a Bluetooth SCO listener sleeps exclusively and interruptibly in
 * sco_sock_accept() on the listener's own queue (net/bluetooth/sco.c).  A
 * request for a connection, which a virtual controller hands in, wakes one; the
 * listener has asked to confirm each, so that no more is needed.
 *
 * Once awake, the sleeper looks for a connection before it looks at signals:
 * those lose nothing.  L2CAP, RFCOMM and ISO listeners have the same loop.
 *
 * Live bug: shutdown() of the listener makes each accept() fail that looks, and
 * wakes none (sco_sock_cleanup_listen()).
 */
#include <stdatomic.h>

#include "stressor.h"
#include "stressors/lib/arrival.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "stressors/lib/vhci.h"
#include "util.h"

/* From include/net/bluetooth. */
#define BTPROTO_SCO    2
#define SOL_BLUETOOTH  274
#define BT_DEFER_SETUP 7

struct sockaddr_sco {
	sa_family_t family;
	uint8_t address[6]; /* any */
};

struct sco_site {
	struct sock_site sock;
	struct vhci vhci;
	int queued; /* watches for connections that were queued */
	atomic_uint devices;
};

static int sco_works(void)
{
	return socket_works(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_SCO);
}

static int sco_listen(struct sock_site *s)
{
	const struct sockaddr_sco any = { .family = AF_BLUETOOTH };
	const uint32_t on = 1;
	int ret;

	ret = s->rx = SYS(socket(AF_BLUETOOTH, SOCK_SEQPACKET | SOCK_CLOEXEC,
				 BTPROTO_SCO));
	if (ret >= 0)
		ret = SYS(bind(s->rx, (const struct sockaddr *)&any,
			       sizeof(any)));
	if (!ret)
		ret = SYS(setsockopt(s->rx, SOL_BLUETOOTH, BT_DEFER_SETUP, &on,
				     sizeof(on)));
	return ret ? ret : SYS(listen(s->rx, SOCK_QUEUE));
}

static int sco_open(void *site)
{
	struct sco_site *s = site;
	int ret;

	s->sock.rx = s->sock.tx = s->queued = -1;
	ret = vhci_open(&s->vhci);
	if (!ret)
		ret = sco_listen(&s->sock);
	if (!ret)
		ret = s->queued = arrival_watch(s->sock.rx);
	return ret < 0 ? ret : 0;
}

static void sco_close(void *site)
{
	struct sco_site *s = site;

	fd_close(&s->queued);
	sock_close(&s->sock);
	vhci_close(&s->vhci);
}

static int sco_post(void *site)
{
	struct sco_site *s = site;
	int ret;

	arrival_forget(s->queued);
	ret = vhci_request_sco(&s->vhci, atomic_fetch_add(&s->devices, 1));
	return ret ? ret : arrival_await(s->queued);
}

const struct stressor sco_accept = {
	.name = "sco-accept",
	.summary = "accept() on a Bluetooth SCO listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "sco_sock_accept wait_woken",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "sco_connect_cfm",
	.kconfig = "BT BT_BREDR BT_HCIVHCI",
	.max_posts = SOCK_QUEUE,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/vhci",
			 .remedy = "modprobe hci_vhci, or run in a guest" },
		       { .kind = NEED_CALL,
			 .what = "SCO sockets",
			 .remedy = "modprobe bluetooth, or run in a guest",
			 .call = sco_works }),
	.site_size = sizeof(struct sco_site),
	.open = sco_open,
	.close = sco_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = sco_post,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};
