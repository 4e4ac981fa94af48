// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <string.h>
#include <sys/ioctl.h>

#include "stressors/lib/usb-host.h"
#include "util.h"

#define BUSES	  (USB_PORTS_MAX + 4)
#define ADDRESSES 127
#define LOOKS	  20000 /* one in a millisecond */
#define SPINS	  2000

unsigned short usb_product(void)
{
	return (unsigned short)getpid();
}

/* Is this our device, by the descriptors that usbfs gives?  Note its endpoints.
 */
static bool is_ours(struct usb_host *h, int fd)
{
	struct usb_device_descriptor device;
	unsigned char all[512], *d = all, end;
	long len = read(fd, all, sizeof(all));

	if (len < (long)sizeof(device))
		return false;
	memcpy(&device, all, sizeof(device));
	if (device.idVendor != USB_VENDOR || device.idProduct != usb_product())
		return false;
	for (; len > 2 && d[0] && d[0] <= len; len -= d[0], d += d[0]) {
		end = d[1] == USB_DT_ENDPOINT ? d[2] : 0;
		if (end & USB_DIR_IN)
			h->in = end;
		else if (end)
			h->out = end;
	}
	return true;
}

static int open_if_ours(struct usb_host *h, int bus, int address)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/bus/usb/%03d/%03d", bus, address);
	fd = SYS(open(path, O_RDWR | O_CLOEXEC));
	if (fd < 0 || is_ours(h, fd))
		return fd;
	close(fd);
	return -ENODEV;
}

/* Our device among all: the host may not have seen it yet. */
static int look_for_device(struct usb_host *h)
{
	int fd = -ENODEV;

	for (int bus = 1; bus < BUSES && fd < 0; bus++)
		for (int a = 1; a <= ADDRESSES && fd < 0; a++)
			fd = open_if_ours(h, bus, a);
	return fd;
}

/* Fails as long as the host has not chosen a configuration. */
static int look_for_interface(struct usb_host *h)
{
	struct usbdevfs_disconnect_claim claim = { .interface = 0 };

	fd_close(&h->fd);
	h->fd = look_for_device(h);
	return h->fd < 0 ? h->fd
			 : SYS(ioctl(h->fd, USBDEVFS_DISCONNECT_CLAIM, &claim));
}

int usb_host_open(struct usb_host *h)
{
	int ret = -ENODEV;

	for (int i = 0; i < LOOKS && (ret = look_for_interface(h)); i++)
		poll(NULL, 0, 1);
	return ret;
}

int usb_host_submit(struct usb_host *h, unsigned char type,
		    unsigned char endpoint, const void *data, int len)
{
	unsigned i = atomic_fetch_add(&h->transfers, 1) % USB_TRANSFERS_MAX;
	struct usb_transfer *t = &h->transfer[i];

	t->urb = (struct usbdevfs_urb){ .type = type,
					.endpoint = endpoint,
					.buffer = t->data,
					.buffer_length = len };
	if (data)
		memcpy(t->data, data, len);
	return SYS(ioctl(h->fd, USBDEVFS_SUBMITURB, &t->urb));
}

/*
 * The controller's timer ticks every 125 us, in a softirq, which no priority
 * keeps out: so spin, and who was woken does not run.  But when the softirq was
 * left to ksoftirqd, a real-time poster that spins keeps that one out: so sleep
 * in the end.  The softirq that wakes a waiter wakes us, too, before either can
 * run.
 */
int usb_host_reap(struct usb_host *h)
{
	struct pollfd ended = { .fd = h->fd, .events = POLLOUT };
	struct usbdevfs_urb *urb = NULL;
	int ret = -EAGAIN;

	for (int i = 0; i < SPINS && ret == -EAGAIN; i++)
		ret = SYS(ioctl(h->fd, USBDEVFS_REAPURBNDELAY, &urb));
	if (ret == -EAGAIN && poll(&ended, 1, USB_PATIENCE_MS) > 0)
		ret = SYS(ioctl(h->fd, USBDEVFS_REAPURBNDELAY, &urb));
	return ret ? ret : urb->status;
}

int usb_host_transfer(struct usb_host *h, unsigned char type,
		      unsigned char endpoint, const void *data, int len)
{
	int ret = usb_host_submit(h, type, endpoint, data, len);

	return ret ? ret : usb_host_reap(h);
}
