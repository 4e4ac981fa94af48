/* SPDX-License-Identifier: GPL-2.0 */
/* A gadget with a HID function, and /dev/hidgN, its own end of it. */
#ifndef HIDG_DEVICE_H
#define HIDG_DEVICE_H

#include "stressors/lib/usb-gadget.h"

/*
 * dummy_hcd takes a first report of up to 64 bytes at once, which would let two
 * writers go for one fetch: ours are longer.  And shorter than a packet, so
 * that one transfer of the host ends it.
 */
#define HIDG_REPORT 100
#define HIDG_PACKET "128"

struct hidg_device {
	int dev;
	struct usb_gadget gadget;
};

/* Hooks of stressors whose site begins with it. */
int hidg_device_open(void *site);
void hidg_device_close(void *site);

/* Unplug the gadget, and take it apart: it will never come back. */
int hidg_device_unplug(void *site);

#endif
