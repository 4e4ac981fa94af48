/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A Bluetooth controller of our own (/dev/vhci), and the devices that it is in
 * touch with.  A thread answers what the kernel asks them; all are gone with
 * the descriptor.
 */
#ifndef VHCI_H
#define VHCI_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* From include/net/bluetooth. */
#define BTPROTO_L2CAP	 0
#define BTPROTO_HCI	 1
#define BTPROTO_SCO	 2
#define BTPROTO_RFCOMM	 3
#define BTPROTO_ISO	 8
#define BDADDR_LE_PUBLIC 1

#define VHCI_LINK     1	     /* the handle of the link to the one device */
#define VHCI_CHANNELS 4096   /* that it may have to us, over that link */
#define VHCI_HANDLES  0x0e00 /* of connections besides the link */
#define VHCI_PSM      0x1001 /* of L2CAP, and */
#define VHCI_SERVICE  1	     /* of RFCOMM: what it asks for */

/* LE: one that has nothing but Bluetooth Low Energy. */
enum vhci_kind { VHCI_CLASSIC, VHCI_LE };

struct vhci_address {
	uint8_t b[6];
};

struct vhci {
	int fd;
	enum vhci_kind kind;
	uint16_t index;
	struct vhci_address address; /* its own, unlike any other's */
	pthread_t thread;
	int running;
	uint16_t peer[VHCI_CHANNELS]; /* the kernel's end of each channel */
	bool open[VHCI_HANDLES];      /* for this request, till it is gone */
	atomic_uint asked, answered, gone; /* requests */
};

/* 0 or -errno; vhci_close() in either case. */
int vhci_open(struct vhci *v, enum vhci_kind kind);

void vhci_close(struct vhci *v);

/*
 * The remote device of that number asks for a synchronous connection; or the
 * one that there is a link to asks for its nth channel, for a channel to
 * RFCOMM and therein for the service, or for its nth isochronous channel.
 * 0 or -errno.
 */
int vhci_request_sco(struct vhci *v, unsigned device);
int vhci_request_l2cap(struct vhci *v, unsigned n);
int vhci_request_rfcomm(struct vhci *v, unsigned n);
int vhci_request_iso(struct vhci *v, unsigned n);

/* Sleep until the kernel has done what the requests make it do: all wakeups are
 * sent.  Gives up after a while. */
void vhci_await(struct vhci *v);

#endif
