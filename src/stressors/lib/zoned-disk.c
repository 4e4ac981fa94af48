// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/zoned-disk.h"
#include "util.h"

#define ZONES	4
#define ZONE_MB (ZONED_DISK_ZONE / 2048)

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

static int make_disk(struct zoned_disk *d, const char *name)
{
	static const struct {
		const char *name;
		unsigned value;
	} setting[] = { { "size", ZONES * ZONE_MB },
			{ "blocksize", 4096 },
			{ "irqmode", 0 }, /* done when submitted */
			{ "zoned", 1 },
			{ "zone_size", ZONE_MB },
			{ "power", 1 } };
	int ret;

	snprintf(d->folder, sizeof(d->folder), "nullb/%s", name);
	ret = SYS(mkdirat(d->configfs, d->folder, 0700));
	for (size_t i = 0; i < ARRAY_SIZE(setting) && !ret; i++)
		ret = set(d, setting[i].name, setting[i].value);
	return ret;
}

int zoned_disk_open(struct zoned_disk *d)
{
	const uint64_t sectors = ZONES * ZONED_DISK_ZONE;
	const char *const no_option[] = { NULL };
	char name[24], args[96];
	int ret;

	d->fd = d->valve.control = d->crypt.control = -1;
	d->configfs = detached_mount("configfs", no_option);
	if (d->configfs < 0)
		return d->configfs;
	snprintf(name, sizeof(name), "wakestorm%d", getpid());
	ret = make_disk(d, name);
	snprintf(args, sizeof(args), "/dev/%s 0", name);
	if (!ret)
		ret = mapper_open(&d->valve, "valve", "linear", sectors, args);
	snprintf(args, sizeof(args), "aes-ecb %032x 0 %s 0", 1, d->valve.path);
	if (!ret)
		ret = mapper_open(&d->crypt, "crypt", "crypt", sectors, args);
	if (ret)
		return ret;
	d->fd = SYS(open(d->crypt.path, O_RDWR | O_CLOEXEC));
	return d->fd < 0 ? d->fd : 0;
}

void zoned_disk_close(struct zoned_disk *d)
{
	fd_close(&d->fd);
	mapper_close(&d->crypt);
	mapper_close(&d->valve);
	if (d->folder[0])
		unlinkat(d->configfs, d->folder, AT_REMOVEDIR);
	d->folder[0] = '\0';
	fd_close(&d->configfs);
}

int zoned_disk_locks(void)
{
	unsigned major = 0, minor = 0;
	struct utsname u;

	uname(&u);
	sscanf(u.release, "%u.%u", &major, &minor);
	return major < 6 || (major == 6 && minor < 10) ? 0 : -EOPNOTSUPP;
}
