// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>

#include "stressors/lib/hidg-device.h"
#include "util.h"

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

int hidg_device_open(void *site)
{
	struct hidg_device *d = site;
	int ret;

	d->dev = -1;
	ret = usb_gadget_open(&d->gadget, "hid");
	if (!ret)
		ret = usb_gadget_set(&d->gadget, "report_length", HIDG_PACKET);
	if (!ret)
		ret = usb_gadget_plug_in(&d->gadget);
	if (!ret)
		ret = d->dev = open_device(&d->gadget);
	return ret < 0 ? ret : 0;
}

int hidg_device_unplug(void *site)
{
	struct hidg_device *d = site;

	usb_gadget_close(&d->gadget);
	return 0;
}

void hidg_device_close(void *site)
{
	struct hidg_device *d = site;

	fd_close(&d->dev);
	usb_gadget_close(&d->gadget);
}
