// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on a Bluetooth RFCOMM listener sleeps exclusively and interruptibly
 * in rfcomm_sock_accept() on the listener's own queue
 * (net/bluetooth/rfcomm/sock.c).  A virtual device opens a session of its own
 * for each connection; the kernel's thread krfcommd agrees, and wakes one.  (To
 * ask for deferred setup would make it wake all.)
 *
 * Once awake, the sleeper looks for a connection before it looks at signals:
 * those lose nothing.
 *
 * Live bug: shutdown() of the listener makes each accept() fail that looks, and
 * wakes none (rfcomm_sock_cleanup_listen()).
 */
#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/vhci-listener.h"

static int rfcomm_works(void)
{
	return socket_works(AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM);
}

static int rfcomm_open(void *site)
{
	struct vhci_site *s = site;
	struct {
		sa_family_t family;
		struct vhci_address address;
		uint8_t service;
	} name = { .family = AF_BLUETOOTH, .service = VHCI_SERVICE };
	int ret = vhci_site_open(s, VHCI_CLASSIC);

	if (!ret)
		ret = vhci_site_link(s);
	name.address = s->vhci.address;
	return ret ? ret
		   : vhci_site_listen(s, SOCK_STREAM, BTPROTO_RFCOMM, false,
				      &name, sizeof(name));
}

static int rfcomm_post(void *site)
{
	return vhci_site_post(site, vhci_request_rfcomm);
}

const struct stressor rfcomm_accept = {
	.name = "rfcomm-accept",
	.summary = "accept() on a Bluetooth RFCOMM listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "rfcomm_sock_accept wait_woken",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "rfcomm_sk_state_change",
	.kconfig = "BT BT_BREDR BT_RFCOMM BT_HCIVHCI",
	.deferred = true,
	.max_posts = SOCK_QUEUE,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/vhci",
			 .remedy = "modprobe hci_vhci, or run in a guest" },
		       { .kind = NEED_CALL,
			 .what = "RFCOMM sockets",
			 .remedy = "modprobe rfcomm, or run in a guest",
			 .call = rfcomm_works }),
	.site_size = sizeof(struct vhci_site),
	.open = rfcomm_open,
	.close = vhci_site_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = rfcomm_post,
	.ready = vhci_site_ready,
	.hang_up = sock_shutdown,
};
