/* SPDX-License-Identifier: GPL-2.0 */
/* A USB device of ours, as its host sees it. */
#ifndef USB_HOST_H
#define USB_HOST_H

#include <linux/usbdevice_fs.h>
#include <stdatomic.h>

#define USB_PORTS_MAX	  32	 /* of dummy_hcd */
#define USB_VENDOR	  0x1d6b /* Linux Foundation */
#define USB_TRANSFER_MAX  136	 /* bytes */
#define USB_TRANSFERS_MAX 64	 /* more than are ever in flight */
#define USB_PATIENCE_MS	  20000	 /* guests may be slow; a run ends in 30 s */

/* A transfer, in memory of the site: any poster may be the one to reap it. */
struct usb_transfer {
	unsigned char data[USB_TRANSFER_MAX];
	struct usbdevfs_urb urb; /* ends in an array that we don't use */
};

/* The host's side: a device in /dev/bus/usb, its interface 0 claimed. */
struct usb_host {
	int fd;
	unsigned char in, out; /* endpoints, if there are some */
	atomic_uint transfers;
	struct usb_transfer transfer[USB_TRANSFERS_MAX];
};

/* Our gadgets' product number: no other process has the same. */
unsigned short usb_product(void);

/* Wait until the host has configured our gadget.  0 or -errno. */
int usb_host_open(struct usb_host *h);

/* Begin to transfer len bytes; a control transfer begins with its setup packet.
 * Data may be NULL.  0 or -errno. */
int usb_host_submit(struct usb_host *h, unsigned char type,
		    unsigned char endpoint, const void *data, int len);

/* Come back when a transfer has ended: a request that the gadget had queued for
 * it is complete then.  0 or -errno. */
int usb_host_reap(struct usb_host *h);

/* Submit and reap. */
int usb_host_transfer(struct usb_host *h, unsigned char type,
		      unsigned char endpoint, const void *data, int len);

#endif
