// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/arrival.h"
#include "stressors/lib/vhci-listener.h"
#include "util.h"

/* From include/net/bluetooth. */
#define SOL_BLUETOOTH  274
#define BT_DEFER_SETUP 7

int vhci_site_open(struct vhci_site *s, enum vhci_kind kind)
{
	s->sock.rx = s->sock.tx = s->queued = -1;
	return vhci_open(&s->vhci, kind);
}

int vhci_site_link(struct vhci_site *s)
{
	struct {
		sa_family_t family;
		uint16_t psm;
		struct vhci_address address;
		uint16_t channel;
		uint8_t type;
	} name = { .family = AF_BLUETOOTH, .address = s->vhci.address };
	int ret;

	ret = s->sock.tx = SYS(
		socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_L2CAP));
	if (ret >= 0)
		ret = SYS(bind(s->sock.tx, (struct sockaddr *)&name,
			       sizeof(name)));
	name.address = (struct vhci_address){ { 3 } };
	return ret ? ret
		   : SYS(connect(s->sock.tx, (struct sockaddr *)&name,
				 sizeof(name)));
}

int vhci_site_listen(struct vhci_site *s, int type, int protocol, bool defer,
		     const void *name, socklen_t len)
{
	const uint32_t on = defer;
	int ret, fd = s->sock.rx = SYS(
			 socket(AF_BLUETOOTH, type | SOCK_CLOEXEC, protocol));

	if (fd < 0)
		return fd;
	ret = SYS(bind(fd, name, len));
	if (!ret)
		ret = SYS(setsockopt(fd, SOL_BLUETOOTH, BT_DEFER_SETUP, &on,
				     sizeof(on)));
	if (!ret)
		ret = SYS(listen(fd, SOCK_QUEUE));
	if (!ret)
		ret = s->queued = arrival_watch(fd);
	return ret < 0 ? ret : 0;
}

void vhci_site_close(void *site)
{
	struct vhci_site *s = site;

	fd_close(&s->queued);
	sock_close(&s->sock);
	vhci_close(&s->vhci);
}

int vhci_site_post(struct vhci_site *s,
		   int (*request)(struct vhci *v, unsigned n))
{
	int ret;

	arrival_forget(s->queued);
	ret = request(&s->vhci, atomic_fetch_add(&s->posts, 1));
	return ret ? ret : arrival_await(s->queued);
}

int vhci_site_ready(void *site)
{
	struct vhci_site *s = site;

	vhci_await(&s->vhci);
	return sock_has_input(site);
}
