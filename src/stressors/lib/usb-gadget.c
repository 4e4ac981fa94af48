// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "stressors/lib/usb-gadget.h"
#include "util.h"

#define BUSES	    (USB_PORTS_MAX + 4)
#define ADDRESSES   127
#define LOOKS	    20000 /* one in a millisecond */
#define SPINS	    2000
#define PATIENCE_MS 20000 /* a guest may be slow; the run ends after 30 s */

unsigned short usb_product(void)
{
	return (unsigned short)getpid();
}

int usb_gadget_possible(void)
{
	int fs = SYS(fsopen("configfs", FSOPEN_CLOEXEC));

	if (fs < 0)
		return fs;
	close(fs);
	return SYS(access("/sys/class/udc/dummy_udc.0", F_OK));
}

int usb_gadget_mount(const char *type, const char *source)
{
	int fs = SYS(fsopen(type, FSOPEN_CLOEXEC)), ret;

	if (fs < 0)
		return fs;
	ret = SYS(fsconfig(fs, FSCONFIG_SET_STRING, "source", source, 0));
	if (!ret)
		ret = SYS(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (!ret)
		ret = SYS(fsmount(fs, FSMOUNT_CLOEXEC, 0));
	close(fs);
	return ret;
}

static int put(int dir, const char *attribute, const char *text)
{
	int fd = SYS(openat(dir, attribute, O_WRONLY | O_CLOEXEC)), ret;

	if (fd < 0)
		return fd;
	ret = full(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return ret;
}

/* Make a directory, which configfs fills, and hold it.  Its fd, or -errno. */
static int make(int dir, const char *path)
{
	int ret = SYS(mkdirat(dir, path, 0700));

	return ret ? ret
		   : SYS(openat(dir, path, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

static void gadget_path(char path[32])
{
	snprintf(path, 32, "usb_gadget/ws%d", getpid());
}

static void function_path(const struct usb_gadget *g, char path[64])
{
	snprintf(path, 64, "functions/%s", g->name);
}

static int identify(const struct usb_gadget *g)
{
	char number[16];
	int ret;

	snprintf(number, sizeof(number), "%#x", USB_VENDOR);
	ret = put(g->dir, "idVendor", number);
	snprintf(number, sizeof(number), "%#x", usb_product());
	return ret ? ret : put(g->dir, "idProduct", number);
}

int usb_gadget_open(struct usb_gadget *g, const char *kind)
{
	char path[64];
	int ret;

	g->configfs = g->dir = g->function = g->host.fd = -1;
	snprintf(g->name, sizeof(g->name), "%s.%d", kind, getpid());
	g->configfs = usb_gadget_mount("configfs", "wakestorm");
	if (g->configfs < 0)
		return g->configfs;
	gadget_path(path);
	g->dir = make(g->configfs, path);
	if (g->dir < 0)
		return g->dir;
	ret = identify(g);
	if (ret)
		return ret;
	function_path(g, path);
	g->function = make(g->dir, path);
	if (g->function >= 0)
		ret = SYS(mkdirat(g->dir, "configs/c.1", 0700));
	return g->function < 0 ? g->function : ret;
}

int usb_gadget_set(struct usb_gadget *g, const char *attribute,
		   const char *text)
{
	return put(g->function, attribute, text);
}

static void link_path(const struct usb_gadget *g, char path[64])
{
	snprintf(path, 64, "configs/c.1/%s", g->name);
}

/* configfs looks a link's target up as it stands, not from the link. */
static int link_function(const struct usb_gadget *g)
{
	char target[32], path[64];

	snprintf(target, sizeof(target), "/proc/self/fd/%d", g->function);
	link_path(g, path);
	return SYS(symlinkat(target, g->dir, path));
}

/* The first port where nothing is plugged in. */
static int plug(const struct usb_gadget *g)
{
	char port[32];
	int ret = -EBUSY;

	for (int i = 0; i < USB_PORTS_MAX && ret == -EBUSY; i++) {
		snprintf(port, sizeof(port), "dummy_udc.%d", i);
		ret = put(g->dir, "UDC", port);
	}
	return ret;
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

int usb_gadget_plug_in(struct usb_gadget *g)
{
	int ret = link_function(g);

	if (!ret)
		ret = plug(g);
	return ret ? ret : usb_host_open(&g->host);
}

/* Until the host has seen it too: else it might take the next one for us. */
static void unplug(struct usb_gadget *g)
{
	struct pollfd gone = { .fd = g->host.fd };

	if (!put(g->dir, "UDC", "\n") && gone.fd >= 0)
		poll(&gone, 1, PATIENCE_MS);
	fd_close(&g->host.fd);
}

void usb_gadget_close(struct usb_gadget *g)
{
	char path[64];

	if (g->dir >= 0) {
		unplug(g);
		link_path(g, path);
		unlinkat(g->dir, path, 0);
		unlinkat(g->dir, "configs/c.1", AT_REMOVEDIR);
		fd_close(&g->function);
		function_path(g, path);
		unlinkat(g->dir, path, AT_REMOVEDIR);
		fd_close(&g->dir);
		gadget_path(path);
		unlinkat(g->configfs, path, AT_REMOVEDIR);
	}
	fd_close(&g->configfs);
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
	if (ret == -EAGAIN && poll(&ended, 1, PATIENCE_MS) > 0)
		ret = SYS(ioctl(h->fd, USBDEVFS_REAPURBNDELAY, &urb));
	return ret ? ret : urb->status;
}

int usb_host_transfer(struct usb_host *h, unsigned char type,
		      unsigned char endpoint, const void *data, int len)
{
	int ret = usb_host_submit(h, type, endpoint, data, len);

	return ret ? ret : usb_host_reap(h);
}
