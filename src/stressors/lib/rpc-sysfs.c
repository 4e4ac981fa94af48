// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <fcntl.h>
#include <string.h>

#include "stressors/lib/rpc-transport.h"
#include "util.h"

static int file_open(const struct rpc_transport *t, const char *name,
		     const char *file, int flags)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s/%s", t->all, name, file);
	return SYS(openat(t->sysfs, path, flags | O_CLOEXEC));
}

int rpc_sysfs_write(const struct rpc_transport *t, const char *name,
		    const char *file, const char *value)
{
	int fd = file_open(t, name, file, O_WRONLY), ret;

	if (fd < 0)
		return fd;
	ret = full(write(fd, value, strlen(value)), strlen(value));
	close(fd);
	return ret;
}

int rpc_sysfs_says(const struct rpc_transport *t, const char *name,
		   const char *file, const char *word)
{
	int fd = file_open(t, name, file, O_RDONLY), ret;
	char text[512] = "";

	if (fd < 0)
		return fd;
	ret = SYS(read(fd, text, sizeof(text) - 1));
	close(fd);
	return ret < 0 ? ret : strstr(text, word) != NULL;
}

int rpc_sysfs_find(const struct rpc_transport *t, const char *path,
		   const char *prefix,
		   bool (*fits)(const struct rpc_transport *t,
				const char *name),
		   char name[RPC_NAME])
{
	int fd = SYS(openat(t->sysfs, path, O_RDONLY | O_CLOEXEC)), n = 0;
	const struct dirent *e;
	DIR *dir;

	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	while ((e = readdir(dir)))
		if (!strncmp(e->d_name, prefix, strlen(prefix)) &&
		    fits(t, e->d_name)) {
			snprintf(name, RPC_NAME, "%.31s", e->d_name);
			n++;
		}
	closedir(dir);
	return n;
}
