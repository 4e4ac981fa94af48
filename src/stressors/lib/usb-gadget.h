/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A USB gadget of one function on a free port of dummy_hcd, the controller that
 * loops back.  It is made in configfs, through a mount that is attached
 * nowhere.
 */
#ifndef USB_GADGET_H
#define USB_GADGET_H

#include "stressors/lib/usb-host.h"

struct usb_gadget {
	int configfs;  /* the mount */
	int dir;       /* of the gadget, there */
	int function;  /* its function's directory */
	char name[32]; /* of the function: KIND.PID */
	struct usb_host host;
};

/* Can there be gadgets here?  A need's call. */
int usb_gadget_possible(void);

#define USB_GADGET_NEEDS                                                    \
	NEEDS({ .kind = NEED_GUEST }, { .kind = NEED_CALL,                  \
					.what = "USB gadgets on dummy_hcd", \
					.call = usb_gadget_possible })

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

#endif
