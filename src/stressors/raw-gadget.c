// SPDX-License-Identifier: GPL-2.0
/*
 * Fetchers of a raw gadget's events sleep in raw_event_queue_fetch(), in turn
 * on the queue's semaphore (drivers/usb/gadget/legacy/raw_gadget.c).  Each
 * control request of the host is an event, for which up() wakes one and hands
 * it the semaphore: a fetcher that got it and a signal looks first at what it
 * got (kernel/locking/semaphore.c).  A control: nothing can be lost.
 */
#include <linux/usb/ch9.h>
#include <poll.h>

#include "stressor.h"
#include "stressors/lib/usb-host.h"
#include "stressors/lib/usb-raw.h"
#include "util.h"

#define EVENTS 16 /* that the kernel keeps */
#define SPINS  2000
#define NAPS   20000 /* of a millisecond */

struct raw_site {
	int dev;
	struct usb_host host;
};

static int raw_open(void *site)
{
	struct raw_site *s = site;

	s->host.fd = -1;
	s->dev = usb_raw_open();
	return s->dev < 0 ? s->dev : usb_host_open(&s->host);
}

static void raw_close(void *site)
{
	struct raw_site *s = site;

	fd_close(&s->host.fd);
	fd_close(&s->dev);
}

static int fetch_event(void *site)
{
	struct raw_site *s = site;

	return usb_raw_fetch(s->dev);
}

/*
 * The request waits for an answer; refuse it as soon as it is there.  Sleep
 * only when spinning does not help: see usb_host_reap().
 */
static int send_request(void *site)
{
	static const struct usb_ctrlrequest request = {
		.bRequestType = USB_DIR_OUT | USB_TYPE_VENDOR,
	};
	struct raw_site *s = site;
	int looks = 0;
	int ret = usb_host_submit(&s->host, USBDEVFS_URB_TYPE_CONTROL, 0,
				  &request, sizeof(request));

	if (ret)
		return ret;
	while ((ret = usb_raw_refuse(s->dev)) == -EBUSY && looks < SPINS + NAPS)
		poll(NULL, 0, ++looks > SPINS);
	if (!ret)
		ret = usb_host_reap(&s->host);
	return ret == -EPIPE ? 0 : ret;
}

const struct stressor raw_gadget = {
	.name = "raw-gadget",
	.summary = "fetching an event from a raw USB gadget that has none",
	.queue = "dev->queue.sema",
	.waits_in = "raw_event_queue_fetch raw_ioctl_event_fetch raw_ioctl",
	.primitive = "down_interruptible",
	.woken_by = "raw_event_queue_add",
	.kconfig = "USB USB_GADGET USB_DUMMY_HCD USB_RAW_GADGET",
	.max_posts = EVENTS,
	.needs = NEEDS({ .kind = NEED_GUEST },
		       { .kind = NEED_PATH, .what = "/dev/raw-gadget" }),
	.site_size = sizeof(struct raw_site),
	.open = raw_open,
	.close = raw_close,
	.wait = fetch_event,
	.post = send_request,
};
