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
#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/vhci-listener.h"

static int sco_works(void)
{
	return socket_works(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_SCO);
}

static int sco_open(void *site)
{
	struct vhci_site *s = site;
	struct {
		sa_family_t family;
		struct vhci_address address;
	} name = { .family = AF_BLUETOOTH };
	int ret = vhci_site_open(s, VHCI_CLASSIC);

	if (!ret)
		ret = vhci_site_link(s);
	name.address = s->vhci.address;
	return ret ? ret
		   : vhci_site_listen(s, SOCK_SEQPACKET, BTPROTO_SCO, true,
				      &name, sizeof(name));
}

static int sco_post(void *site)
{
	return vhci_site_post(site, vhci_request_sco);
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
	.site_size = sizeof(struct vhci_site),
	.open = sco_open,
	.close = vhci_site_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = sco_post,
	.ready = vhci_site_ready,
	.hang_up = sock_shutdown,
};
