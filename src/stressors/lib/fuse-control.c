// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/fuse-conn.h"
#include "util.h"

int fuse_control_open(dev_t device)
{
	const char *const no_option[] = { NULL };
	int mount = detached_mount("fusectl", no_option), ret;
	char name[16];

	if (mount < 0)
		return mount;
	snprintf(name, sizeof(name), "%u", minor(device));
	ret = SYS(openat(mount, name, O_PATH | O_DIRECTORY | O_CLOEXEC));
	close(mount);
	return ret;
}

int fuse_conn_control(const struct fuse_conn *c, const char *name,
		      const char *value)
{
	int fd = SYS(openat(c->control, name, O_WRONLY | O_CLOEXEC)), ret;

	if (fd < 0)
		return fd;
	ret = full(write(fd, value, strlen(value)), strlen(value));
	close(fd);
	return ret;
}

int fuse_conn_abort(void *conn)
{
	return fuse_conn_control(conn, "abort", "1");
}
