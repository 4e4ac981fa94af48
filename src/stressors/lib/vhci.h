/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Bluetooth controller of our own (/dev/vhci).  A thread answers what the
 * kernel asks it; it is gone with its descriptor.
 */
#ifndef VHCI_H
#define VHCI_H

#include <pthread.h>

struct vhci {
	int fd;
	pthread_t thread;
	int running;
};

/* 0 or -errno; vhci_close() in either case. */
int vhci_open(struct vhci *v);

void vhci_close(struct vhci *v);

/* The remote device of that number asks for a synchronous connection.
 * 0 or -errno. */
int vhci_request_sco(const struct vhci *v, unsigned device);

#endif
