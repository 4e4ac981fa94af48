/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A USB gadget of one function on a free port of dummy_hcd, the controller that
 * loops back, and the same device as its host sees it.  The gadget is made in
 * configfs, through a mount that is attached nowhere.
 */
#ifndef USB_GADGET_H
#define USB_GADGET_H

#include <linux/usbdevice_fs.h>
#include <stdatomic.h>

#define USB_PORTS_MAX	  32	 /* of dummy_hcd */
#define USB_VENDOR	  0x1d6b /* Linux Foundation */
#define USB_TRANSFER_MAX  136	 /* bytes */
#define USB_TRANSFERS_MAX 64	 /* more than are ever in flight */

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

struct usb_gadget {
	int configfs;  /* the mount */
	int dir;       /* of the gadget, there */
	int function;  /* its function's directory */
	char name[32]; /* of the function: KIND.PID */
	struct usb_host host;
};

/* --- the gadget --- */

/* Can there be gadgets here?  A need's call. */
int usb_gadget_possible(void);

#define USB_GADGET_NEEDS                                                    \
	NEEDS({ .kind = NEED_GUEST }, { .kind = NEED_CALL,                  \
					.what = "USB gadgets on dummy_hcd", \
					.call = usb_gadget_possible })

/* Mount a file system without attaching it.  Its fd, or -errno. */
int usb_gadget_mount(const char *type, const char *source);

/* A gadget with one function of that kind, "hid".  usb_gadget_close() in either
 * case.  0 or -errno. */
int usb_gadget_open(struct usb_gadget *g, const char *kind);

/* Unplug it and take it apart, also half of one; does nothing the second time.
 */
void usb_gadget_close(struct usb_gadget *g);

/* Write an attribute of the function.  0 or -errno. */
int usb_gadget_set(struct usb_gadget *g, const char *attribute,
		   const char *text);

/* Plug it into a free port, and wait until the host has it.  0 or -errno. */
int usb_gadget_plug_in(struct usb_gadget *g);

/* Our gadgets' product number: no other process has the same. */
unsigned short usb_product(void);

/* --- its host --- */

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
