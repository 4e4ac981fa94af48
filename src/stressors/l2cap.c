// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on a Bluetooth L2CAP listener sleeps exclusively and interruptibly
 * in l2cap_sock_accept() on the listener's own queue
 * (net/bluetooth/l2cap_sock.c).  A request for a channel, which a virtual
 * device makes over the link that it has, wakes one; the listener has asked to
 * confirm each, so that no more is needed.
 *
 * Once awake, the sleeper looks for a channel before it looks at signals: those
 * lose nothing.
 *
 * Live bug: shutdown() of the listener makes each accept() fail that looks, and
 * wakes none (l2cap_sock_teardown_cb()).
 */
#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/vhci-listener.h"

static int l2cap_works(void)
{
	return socket_works(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_L2CAP);
}

static int l2cap_open(void *site)
{
	struct vhci_site *s = site;
	struct {
		sa_family_t family;
		uint16_t psm;
		struct vhci_address address;
		uint16_t channel;
		uint8_t type;
	} name = { .family = AF_BLUETOOTH, .psm = VHCI_PSM };
	int ret = vhci_site_open(s, VHCI_CLASSIC);

	if (!ret)
		ret = vhci_site_link(s);
	name.address = s->vhci.address;
	return ret ? ret
		   : vhci_site_listen(s, SOCK_SEQPACKET, BTPROTO_L2CAP, true,
				      &name, sizeof(name));
}

static int l2cap_post(void *site)
{
	return vhci_site_post(site, vhci_request_l2cap);
}

const struct stressor l2cap_accept = {
	.name = "l2cap-accept",
	.summary = "accept() on a Bluetooth L2CAP listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "l2cap_sock_accept wait_woken",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "l2cap_sock_defer_cb",
	.kconfig = "BT BT_BREDR BT_HCIVHCI",
	.deferred = true,
	.max_posts = SOCK_QUEUE,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/vhci",
			 .remedy = "modprobe hci_vhci, or run in a guest" },
		       { .kind = NEED_CALL,
			 .what = "L2CAP sockets",
			 .remedy = "modprobe bluetooth, or run in a guest",
			 .call = l2cap_works }),
	.site_size = sizeof(struct vhci_site),
	.open = l2cap_open,
	.close = vhci_site_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = l2cap_post,
	.ready = vhci_site_ready,
	.hang_up = sock_shutdown,
};
