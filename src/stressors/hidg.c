// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/hidgN, the gadget's end of a HID function
 * (drivers/usb/gadget/function/f_hid.c):
 *
 *   hidg-write  one report at a time is on its way; the other writers sleep
 *               exclusively in f_hidg_write() on write_queue, and when the host
 *               has fetched the report f_hidg_req_complete() wakes one
 *   hidg-read   readers sleep in f_hidg_intout_read() on read_queue, not
 *               exclusively: each report that the host sends wakes all
 *
 * Both look at the condition before the signal, by wait_event() alone: a writer
 * that got a signal believes what wait_event_interruptible_exclusive() returns.
 *
 * Live bug: when the gadget is unplugged and taken apart, hidg_disable() wakes
 * nobody who would leave; writers and, up to 6.1 at least, readers sleep on.
 */
#include "stressor.h"
#include "stressors/lib/hidg-device.h"
#include "util.h"

#define IN_FLIGHT 4 /* requests for reports from the host: hidg->qlen */

static const char report[HIDG_REPORT];

static int write_report(void *site)
{
	struct hidg_device *s = site;

	return full(write(s->dev, report, HIDG_REPORT), HIDG_REPORT);
}

static int open_busy(void *site)
{
	int ret = hidg_device_open(site);

	return ret ? ret : write_report(site);
}

static int fetch_report(void *site)
{
	struct hidg_device *s = site;
	struct usb_host *h = &s->gadget.host;

	return usb_host_transfer(h, USBDEVFS_URB_TYPE_INTERRUPT, h->in, NULL,
				 HIDG_REPORT);
}

static int can_write(void *site)
{
	struct hidg_device *s = site;

	return fd_ready(s->dev, POLLOUT);
}

static int read_report(void *site)
{
	struct hidg_device *s = site;
	char buf[HIDG_REPORT];

	return full(read(s->dev, buf, HIDG_REPORT), HIDG_REPORT);
}

static int send_report(void *site)
{
	struct hidg_device *s = site;
	struct usb_host *h = &s->gadget.host;

	return usb_host_transfer(h, USBDEVFS_URB_TYPE_INTERRUPT, h->out, report,
				 HIDG_REPORT);
}

static int can_read(void *site)
{
	struct hidg_device *s = site;

	return fd_ready(s->dev, POLLIN);
}

#define HIDG_SITE                                                           \
	.kconfig = "CONFIGFS_FS USB USB_GADGET USB_DUMMY_HCD "              \
		   "USB_CONFIGFS_F_HID",                                    \
	.needs = USB_GADGET_NEEDS, .site_size = sizeof(struct hidg_device), \
	.close = hidg_device_close, .hang_up = hidg_device_unplug

const struct stressor hidg_write = {
	.name = "hidg-write",
	.summary = "write() to /dev/hidgN while a report waits for the host",
	.queue = "hidg->write_queue",
	.waits_in = "f_hidg_write",
	.primitive = "wait_event_interruptible_exclusive",
	.woken_by = "f_hidg_req_complete f_hidg_write hidg_set_alt",
	.max_posts = 1,
	HIDG_SITE,
	.open = open_busy,
	.wait = write_report,
	.post = fetch_report,
	.ready = can_write,
};

const struct stressor hidg_read = {
	.name = "hidg-read",
	.summary = "read() of /dev/hidgN before the host sends a report",
	.queue = "hidg->read_queue",
	.waits_in = "f_hidg_intout_read f_hidg_read",
	.primitive = "wait_event_interruptible",
	.woken_by = "hidg_intout_complete f_hidg_intout_read hidg_disable",
	.wakes = ALL,
	.max_posts = IN_FLIGHT,
	HIDG_SITE,
	.open = hidg_device_open,
	.wait = read_report,
	.post = send_report,
	.ready = can_read,
};
