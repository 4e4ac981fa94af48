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
#include <linux/usb/ch9.h>
#include <linux/usb/functionfs.h>

#include "stressor.h"
#include "stressors/lib/ffs-gadget.h"
#include "util.h"

static int take_event(void *site)
{
	struct ffs_gadget *s = site;
	struct usb_functionfs_event event;

	return full(read(s->ep0, &event, sizeof(event)), sizeof(event));
}

static int has_event(void *site)
{
	struct ffs_gadget *s = site;

	return fd_ready(s->ep0, POLLIN);
}

static int take_all(void *site)
{
	int ret;

	while ((ret = has_event(site)) > 0 && !(ret = take_event(site)))
		;
	return ret;
}

/* Plugging it in was an event, too. */
static int ep0_open(void *site)
{
	int ret = ffs_gadget_open(site);

	return ret ? ret : take_all(site);
}

static int set_interface(void *site)
{
	static const struct usb_ctrlrequest request = {
		.bRequestType = USB_DIR_OUT | USB_RECIP_INTERFACE,
		.bRequest = USB_REQ_SET_INTERFACE,
	};
	struct ffs_gadget *s = site;

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
	.site_size = sizeof(struct ffs_gadget),
	.open = ep0_open,
	.close = ffs_gadget_close,
	.wait = take_event,
	.post = set_interface,
	.ready = has_event,
};
