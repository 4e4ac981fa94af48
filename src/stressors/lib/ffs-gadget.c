// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usb/functionfs.h>
#include <string.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/ffs-gadget.h"
#include "util.h"

static const struct usb_interface_descriptor interface = {
	.bLength = USB_DT_INTERFACE_SIZE,
	.bDescriptorType = USB_DT_INTERFACE,
	.bInterfaceClass = USB_CLASS_VENDOR_SPEC,
};

/* One interface without endpoints, at full and at high speed; no strings. */
static int describe(int ep0)
{
	struct {
		struct usb_functionfs_descs_head_v2 head;
		uint32_t full, high;
		struct usb_interface_descriptor interface[2];
	} __attribute__((packed)) d = {
		.head = { .magic = FUNCTIONFS_DESCRIPTORS_MAGIC_V2,
			  .length = sizeof(d),
			  .flags = FUNCTIONFS_HAS_FS_DESC |
				   FUNCTIONFS_HAS_HS_DESC },
		.full = 1,
		.high = 1,
		.interface = { interface, interface },
	};
	struct usb_functionfs_strings_head strings = {
		.magic = FUNCTIONFS_STRINGS_MAGIC, .length = sizeof(strings)
	};
	int ret = full(write(ep0, &d, sizeof(d)), sizeof(d));

	return ret ? ret
		   : full(write(ep0, &strings, sizeof(strings)),
			  sizeof(strings));
}

/* The file system of the function: its source is the function's name. */
static int mount_function(const struct usb_gadget *g)
{
	const char *const option[] = { "source", g->name + strlen("ffs."),
				       NULL };

	return detached_mount("functionfs", option);
}

int ffs_gadget_open(void *site)
{
	struct ffs_gadget *f = site;
	int ret;

	f->mount = f->ep0 = -1;
	ret = usb_gadget_open(&f->gadget, "ffs");
	if (!ret)
		ret = f->mount = mount_function(&f->gadget);
	if (ret >= 0)
		ret = f->ep0 = SYS(openat(f->mount, "ep0", O_RDWR | O_CLOEXEC));
	if (ret >= 0)
		ret = describe(f->ep0);
	return ret ? ret : usb_gadget_plug_in(&f->gadget);
}

void ffs_gadget_close(void *site)
{
	struct ffs_gadget *f = site;

	usb_gadget_close(&f->gadget);
	fd_close(&f->ep0);
	fd_close(&f->mount);
}
