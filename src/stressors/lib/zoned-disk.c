// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/zoned-disk.h"
#include "util.h"

static int set(const struct zoned_disk *d, const char *name, unsigned value)
{
	char path[64], text[16];
	int fd, ret, len = snprintf(text, sizeof(text), "%u", value);

	snprintf(path, sizeof(path), "%s/%s", d->folder, name);
	fd = SYS(openat(d->configfs, path, O_WRONLY | O_CLOEXEC));
	if (fd < 0)
		return fd;
	ret = full(write(fd, text, (size_t)len), (size_t)len);
	close(fd);
	return ret;
}

int zoned_disk_open(struct zoned_disk *d)
{
	static const struct {
		const char *name;
		unsigned value;
	} setting[] = { { "size", ZONED_DISK_MB },
			{ "blocksize", 4096 },
			{ "irqmode", 0 }, /* done when submitted */
			{ "zoned", 1 },
			{ "zone_size", ZONED_DISK_ZONE_MB },
			{ "power", 1 } };
	const char *const no_option[] = { NULL };
	char name[24];
	int ret;

	d->configfs = detached_mount("configfs", no_option);
	if (d->configfs < 0)
		return d->configfs;
	snprintf(name, sizeof(name), "wakestorm%d", getpid());
	snprintf(d->folder, sizeof(d->folder), "nullb/%s", name);
	snprintf(d->path, sizeof(d->path), "/dev/%s", name);
	ret = SYS(mkdirat(d->configfs, d->folder, 0700));
	for (size_t i = 0; i < ARRAY_SIZE(setting) && !ret; i++)
		ret = set(d, setting[i].name, setting[i].value);
	return ret;
}

void zoned_disk_close(struct zoned_disk *d)
{
	if (d->folder[0])
		unlinkat(d->configfs, d->folder, AT_REMOVEDIR);
	d->folder[0] = '\0';
	fd_close(&d->configfs);
}
