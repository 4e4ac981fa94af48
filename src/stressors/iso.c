// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on a listener for isochronous channels of Bluetooth Low Energy
 * sleeps exclusively and interruptibly in iso_sock_accept() on the listener's
 * own queue (net/bluetooth/iso.c).  A request for a channel, which a virtual
 * controller hands in, wakes one; the listener has asked to confirm each, so
 * that no more is needed.  Such sockets are an experiment that the kernel
 * wants to have switched on, once for all.
 *
 * Once awake, the sleeper looks for a channel before it looks at signals: those
 * lose nothing.
 *
 * Live bug: shutdown() of the listener makes each accept() fail that looks, and
 * wakes none (iso_sock_cleanup_listen()).
 */
#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/vhci-listener.h"
#include "stressors/lib/vhci-mgmt.h"
#include "util.h"

static int iso_works(void)
{
	int was = vhci_switch_iso(true), ret;

	if (was && was != -EALREADY)
		return was;
	ret = socket_works(AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_ISO);
	if (!was)
		vhci_switch_iso(false);
	return ret;
}

static int iso_open(void *site)
{
	struct vhci_site *s = site;
	struct {
		sa_family_t family;
		struct vhci_address address;
		uint8_t type;
	} name = { .family = AF_BLUETOOTH, .type = BDADDR_LE_PUBLIC };
	int ret = vhci_site_open(s, VHCI_LE);

	if (!ret)
		ret = vhci_switch_iso(true);
	name.address = s->vhci.address;
	return ret && ret != -EALREADY
		       ? ret
		       : vhci_site_listen(s, SOCK_SEQPACKET, BTPROTO_ISO, true,
					  &name, sizeof(name));
}

static int iso_post(void *site)
{
	return vhci_site_post(site, vhci_request_iso);
}

const struct stressor iso_accept = {
	.name = "iso-accept",
	.summary = "accept() on a Bluetooth isochronous listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "iso_sock_accept wait_woken",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "iso_conn_ready",
	.kconfig = "BT BT_LE BT_HCIVHCI",
	.deferred = true,
	.max_posts = SOCK_QUEUE,
	.needs = NEEDS({ .kind = NEED_ROOT }, { .kind = NEED_GUEST },
		       { .kind = NEED_PATH, .what = "/dev/vhci" },
		       { .kind = NEED_CALL,
			 .what = "ISO sockets",
			 .call = iso_works }),
	.site_size = sizeof(struct vhci_site),
	.open = iso_open,
	.close = vhci_site_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = iso_post,
	.ready = vhci_site_ready,
	.hang_up = sock_shutdown,
};
