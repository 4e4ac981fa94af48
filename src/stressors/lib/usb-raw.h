/* SPDX-License-Identifier: GPL-2.0 */
/* A raw gadget: a device whose every control request goes to user space. */
#ifndef USB_RAW_H
#define USB_RAW_H

/* A raw gadget without endpoints in a free port of dummy_hcd, configured by its
 * host.  Its fd, or -errno. */
int usb_raw_open(void);

/* Fetch one event of it, whatever it is.  Sleeps.  0 or -errno. */
int usb_raw_fetch(int dev);

/* Refuse the request that waits for an answer; -EBUSY: there is none. */
int usb_raw_refuse(int dev);

#endif
