/* SPDX-License-Identifier: GPL-2.0 */
/* A gadget whose one function is ours to implement: by FunctionFS. */
#ifndef FFS_GADGET_H
#define FFS_GADGET_H

#include "stressors/lib/usb-gadget.h"

struct ffs_gadget {
	int mount, ep0;
	struct usb_gadget gadget;
};

/* Hooks of stressors whose site begins with it. */
int ffs_gadget_open(void *site);
void ffs_gadget_close(void *site);

#endif
