// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usb/raw_gadget.h>
#include <string.h>
#include <sys/ioctl.h>

#include "stressors/lib/usb-host.h"
#include "stressors/lib/usb-raw.h"
#include "util.h"

/* An event or an answer: a head, and behind it what belongs to it. */
union event {
	struct usb_raw_event head;
	char room[sizeof(struct usb_raw_event) +
		  sizeof(struct usb_ctrlrequest)];
};

union answer {
	struct usb_raw_ep_io head;
	char room[sizeof(struct usb_raw_ep_io) + 64];
};

static const struct {
	struct usb_config_descriptor config;
	struct usb_interface_descriptor interface;
} __attribute__((packed)) config = {
	.config = { .bLength = USB_DT_CONFIG_SIZE,
		    .bDescriptorType = USB_DT_CONFIG,
		    .wTotalLength = sizeof(config),
		    .bNumInterfaces = 1,
		    .bConfigurationValue = 1,
		    .bmAttributes = USB_CONFIG_ATT_ONE },
	.interface = { .bLength = USB_DT_INTERFACE_SIZE,
		       .bDescriptorType = USB_DT_INTERFACE,
		       .bInterfaceClass = USB_CLASS_VENDOR_SPEC },
};

int usb_raw_refuse(int dev)
{
	return SYS(ioctl(dev, USB_RAW_IOCTL_EP0_STALL, 0));
}

/* An answer may be longer than what the host wants of it. */
static int answer(int dev, const struct usb_ctrlrequest *r, const void *data,
		  size_t len)
{
	union answer a = { .head.length = (unsigned)len };
	int ret;

	if (a.head.length > r->wLength)
		a.head.length = r->wLength;
	memcpy(a.head.data, data, a.head.length);
	ret = SYS(ioctl(dev, USB_RAW_IOCTL_EP0_WRITE, &a));
	return ret < 0 ? ret : 0;
}

static int answer_descriptor(int dev, const struct usb_ctrlrequest *r)
{
	struct usb_device_descriptor device = {
		.bLength = USB_DT_DEVICE_SIZE,
		.bDescriptorType = USB_DT_DEVICE,
		.bcdUSB = 0x200,
		.bMaxPacketSize0 = 64,
		.idVendor = USB_VENDOR,
		.idProduct = usb_product(),
		.bNumConfigurations = 1,
	};

	switch (r->wValue >> 8) {
	case USB_DT_DEVICE: return answer(dev, r, &device, sizeof(device));
	case USB_DT_CONFIG: return answer(dev, r, &config, sizeof(config));
	}
	return usb_raw_refuse(dev);
}

/* The host has chosen our configuration: say yes. */
static int agree(int dev)
{
	struct usb_raw_ep_io nothing = { 0 };
	int ret = SYS(ioctl(dev, USB_RAW_IOCTL_CONFIGURE, 0));

	return ret ? ret : SYS(ioctl(dev, USB_RAW_IOCTL_EP0_READ, &nothing));
}

static int fetch(int dev, union event *e)
{
	*e = (union event){ .head.length = sizeof(struct usb_ctrlrequest) };
	return SYS(ioctl(dev, USB_RAW_IOCTL_EVENT_FETCH, e));
}

int usb_raw_fetch(int dev)
{
	union event e;

	return fetch(dev, &e);
}

static int answer_request(int dev, const struct usb_ctrlrequest *r)
{
	switch (r->bRequest) {
	case USB_REQ_SET_CONFIGURATION: return agree(dev);
	case USB_REQ_GET_DESCRIPTOR: return answer_descriptor(dev, r);
	}
	return usb_raw_refuse(dev);
}

/* Be a device for the host until it has configured us. */
static int enumerate(int dev)
{
	struct usb_ctrlrequest r = { 0 };
	union event e;
	int ret = 0;

	while (!ret && r.bRequest != USB_REQ_SET_CONFIGURATION) {
		ret = fetch(dev, &e);
		if (ret || e.head.type != USB_RAW_EVENT_CONTROL)
			continue;
		memcpy(&r, e.head.data, sizeof(r));
		ret = answer_request(dev, &r);
	}
	return ret;
}

/* A raw device in a port that may be taken.  Its fd, or -errno. */
static int run_in(int port)
{
	struct usb_raw_init init = { .driver_name = "dummy_udc",
				     .speed = USB_SPEED_HIGH };
	int dev = SYS(open("/dev/raw-gadget", O_RDWR | O_CLOEXEC)), ret;

	if (dev < 0)
		return dev;
	snprintf((char *)init.device_name, sizeof(init.device_name),
		 "dummy_udc.%d", port);
	ret = SYS(ioctl(dev, USB_RAW_IOCTL_INIT, &init));
	if (!ret)
		ret = SYS(ioctl(dev, USB_RAW_IOCTL_RUN, 0));
	if (!ret)
		return dev;
	close(dev);
	return ret;
}

int usb_raw_open(void)
{
	int dev = -EBUSY, ret;

	for (int port = 0; port < USB_PORTS_MAX && dev == -EBUSY; port++)
		dev = run_in(port);
	if (dev < 0)
		return dev;
	ret = enumerate(dev);
	if (!ret)
		return dev;
	close(dev);
	return ret;
}
