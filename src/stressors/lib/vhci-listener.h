/* SPDX-License-Identifier: GPL-2.0 */
/* What the Bluetooth listeners share: a controller, and a socket that listens
 * there. */
#ifndef VHCI_LISTENER_H
#define VHCI_LISTENER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "stressors/lib/sock.h"
#include "stressors/lib/vhci.h"

struct vhci_site {
	struct sock_site sock; /* tx keeps the link up */
	struct vhci vhci;
	int queued; /* watches for connections that were queued */
	atomic_uint posts;
};

/* A site that has a controller, but does not listen yet.  0 or -errno. */
int vhci_site_open(struct vhci_site *s, enum vhci_kind kind);

/* As long as the site is open, there is a link to a remote device. */
int vhci_site_link(struct vhci_site *s);

/*
 * Listen by that name.  defer: who has accepted a connection is to confirm it,
 * and the remote device waits for that.
 */
int vhci_site_listen(struct vhci_site *s, int type, int protocol, bool defer,
		     const void *name, socklen_t len);

/* Hooks.  A site is ready when a connection is in the queue, and whom to wake
 * for it has been woken. */
void vhci_site_close(void *site);
int vhci_site_ready(void *site);

/* Make the next request, and wait until its connection is in the queue. */
int vhci_site_post(struct vhci_site *s,
		   int (*request)(struct vhci *v, unsigned n));

#endif
