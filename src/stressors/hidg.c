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
 *
 * dummy_hcd takes a first report of up to 64 bytes at once, which would let two
 * writers go for one fetch: ours are longer.  And shorter than a packet, so
 * that one transfer of the host ends it.
 */
#include <fcntl.h>
#include <poll.h>

#include "stressor.h"
#include "stressors/lib/usb-gadget.h"
#include "util.h"

#define PACKET	  "128"
#define REPORT	  100
#define IN_FLIGHT 4 /* requests for reports from the host: hidg->qlen */

struct hidg_site {
	int dev;
	struct usb_gadget gadget;
};

static const char report[REPORT];

static int open_device(const struct usb_gadget *g)
{
	char number[16] = "", path[32];
	int minor = 0, fd = SYS(openat(g->function, "dev", O_RDONLY));

	if (fd < 0)
		return fd;
	if (read(fd, number, sizeof(number) - 1) > 0)
		sscanf(number, "%*d:%d", &minor);
	close(fd);
	snprintf(path, sizeof(path), "/dev/hidg%d", minor);
	return SYS(open(path, O_RDWR | O_CLOEXEC));
}

static int hidg_open(void *site)
{
	struct hidg_site *s = site;
	int ret;

	s->dev = -1;
	ret = usb_gadget_open(&s->gadget, "hid");
	if (!ret)
		ret = usb_gadget_set(&s->gadget, "report_length", PACKET);
	if (!ret)
		ret = usb_gadget_plug_in(&s->gadget);
	if (!ret)
		ret = s->dev = open_device(&s->gadget);
	return ret < 0 ? ret : 0;
}

static int write_report(void *site)
{
	struct hidg_site *s = site;

	return full(write(s->dev, report, REPORT), REPORT);
}

static int open_busy(void *site)
{
	int ret = hidg_open(site);

	return ret ? ret : write_report(site);
}

static void hidg_close(void *site)
{
	struct hidg_site *s = site;

	fd_close(&s->dev);
	usb_gadget_close(&s->gadget);
}

static int fetch_report(void *site)
{
	struct usb_host *h = &((struct hidg_site *)site)->gadget.host;

	return usb_host_transfer(h, USBDEVFS_URB_TYPE_INTERRUPT, h->in, NULL,
				 REPORT);
}

static int can_write(void *site)
{
	struct hidg_site *s = site;

	return fd_ready(s->dev, POLLOUT);
}

static int read_report(void *site)
{
	struct hidg_site *s = site;
	char buf[REPORT];

	return full(read(s->dev, buf, REPORT), REPORT);
}

static int send_report(void *site)
{
	struct usb_host *h = &((struct hidg_site *)site)->gadget.host;

	return usb_host_transfer(h, USBDEVFS_URB_TYPE_INTERRUPT, h->out, report,
				 REPORT);
}

static int can_read(void *site)
{
	struct hidg_site *s = site;

	return fd_ready(s->dev, POLLIN);
}

/* Unplug the gadget, and take it apart: it will never come back. */
static int hidg_unplug(void *site)
{
	usb_gadget_close(&((struct hidg_site *)site)->gadget);
	return 0;
}

#define HIDG_SITE                                                         \
	.kconfig = "CONFIGFS_FS USB USB_GADGET USB_DUMMY_HCD "            \
		   "USB_CONFIGFS_F_HID",                                  \
	.needs = USB_GADGET_NEEDS, .site_size = sizeof(struct hidg_site), \
	.close = hidg_close, .hang_up = hidg_unplug

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
	.open = hidg_open,
	.wait = read_report,
	.post = send_report,
	.ready = can_read,
};
