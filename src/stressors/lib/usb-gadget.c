// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/usb-gadget.h"
#include "util.h"

int usb_gadget_possible(void)
{
	int fs = SYS(fsopen("configfs", FSOPEN_CLOEXEC));

	if (fs < 0)
		return fs;
	close(fs);
	return SYS(access("/sys/class/udc/dummy_udc.0", F_OK));
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
	const char *const no_option[] = { NULL };
	char path[64];
	int ret;

	g->configfs = g->dir = g->function = g->host.fd = -1;
	snprintf(g->name, sizeof(g->name), "%s.%d", kind, getpid());
	g->configfs = detached_mount("configfs", no_option);
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
		poll(&gone, 1, USB_PATIENCE_MS);
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
