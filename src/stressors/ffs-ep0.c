// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a FunctionFS ep0 sleep exclusively and interruptibly in
 * ffs_ep0_read() on ffs->ev.waitq until the gadget has an event for user space
 * (drivers/usb/gadget/function/f_fs.c).  __ffs_event_add() wakes one for each.
 * The host sets the interface's one setting again, which is an ENABLE event;
 * two of them would become one.
 *
 * A reader that got a signal believes what wait_event_interruptible_exclusive()
 * returns.  One that got the event then takes ffs->mutex interruptibly.  Live
 * bug, if somebody else holds that mutex just then: a signal ends this sleep
 * too, and the event stays, for which nobody else was woken.
 */
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usb/functionfs.h>
#include <poll.h>
#include <string.h>

#include "stressor.h"
#include "stressors/lib/usb-gadget.h"
#include "util.h"

struct ep0_site {
	int mount, ep0;
	struct usb_gadget gadget;
};

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

static int take_event(void *site)
{
	struct ep0_site *s = site;
	struct usb_functionfs_event event;

	return full(read(s->ep0, &event, sizeof(event)), sizeof(event));
}

static int has_event(void *site)
{
	struct ep0_site *s = site;

	return fd_ready(s->ep0, POLLIN);
}

static int take_all(void *site)
{
	int ret;

	while ((ret = has_event(site)) > 0 && !(ret = take_event(site)))
		;
	return ret;
}

static int ep0_open(void *site)
{
	struct ep0_site *s = site;
	int ret;

	s->mount = s->ep0 = -1;
	ret = usb_gadget_open(&s->gadget, "ffs");
	if (!ret)
		ret = s->mount = usb_gadget_mount(
			"functionfs", s->gadget.name + strlen("ffs."));
	if (ret >= 0)
		ret = s->ep0 = SYS(openat(s->mount, "ep0", O_RDWR | O_CLOEXEC));
	if (ret >= 0)
		ret = describe(s->ep0);
	if (!ret)
		ret = usb_gadget_plug_in(&s->gadget);
	return ret ? ret : take_all(site);
}

static void ep0_close(void *site)
{
	struct ep0_site *s = site;

	usb_gadget_close(&s->gadget);
	fd_close(&s->ep0);
	fd_close(&s->mount);
}

static int set_interface(void *site)
{
	static const struct usb_ctrlrequest request = {
		.bRequestType = USB_DIR_OUT | USB_RECIP_INTERFACE,
		.bRequest = USB_REQ_SET_INTERFACE,
	};
	struct ep0_site *s = site;

	return usb_host_transfer(&s->gadget.host, USBDEVFS_URB_TYPE_CONTROL, 0,
				 &request, sizeof(request));
}

const struct stressor ffs_ep0 = {
	.name = "ffs-ep0",
	.summary = "read() of a FunctionFS ep0 without events",
	.queue = "ffs->ev.waitq",
	.waits_in = "ffs_ep0_read",
	.primitive = "wait_event_interruptible_exclusive",
	.woken_by = "__ffs_event_add",
	.kconfig = "CONFIGFS_FS USB USB_GADGET USB_DUMMY_HCD USB_CONFIGFS_F_FS",
	.max_posts = 1,
	.needs = USB_GADGET_NEEDS,
	.site_size = sizeof(struct ep0_site),
	.open = ep0_open,
	.close = ep0_close,
	.wait = take_event,
	.post = set_interface,
	.ready = has_event,
};
