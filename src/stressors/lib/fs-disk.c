// SPDX-License-Identifier: GPL-2.0
#include <endian.h>
#include <fcntl.h>
#include <string.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/fs-disk.h"
#include "util.h"

int fs_disk_open(struct fs_disk *d, const char *type, const char *option,
		 uint64_t blocks)
{
	const char *const options[] = { "source", d->nbd.path, option, NULL,
					NULL };
	char root[32];
	int ret;

	d->mount = d->root = -1;
	ret = nbd_disk_open(&d->nbd, blocks);
	if (ret)
		return ret;
	d->mount = detached_mount(type, options);
	if (d->mount < 0)
		return d->mount;
	snprintf(root, sizeof(root), "/proc/self/fd/%d", d->mount);
	d->root = SYS(open(root, O_RDONLY | O_CLOEXEC));
	return d->root < 0 ? d->root : 0;
}

/* A waiter that is still there lets go of it last, perhaps when there is no
 * disk any more: nothing must be left to write. */
void fs_disk_close(struct fs_disk *d)
{
	if (d->root >= 0)
		syncfs(d->root);
	fd_close(&d->root);
	fd_close(&d->mount);
	nbd_disk_close(&d->nbd);
}

void put_little(char *at, const struct field *f)
{
	for (; f->bytes; f++) {
		uint64_t value = htole64(f->value);

		memcpy(at + f->at, &value, f->bytes);
	}
}

void put_big(char *at, const struct field *f)
{
	for (; f->bytes; f++) {
		uint64_t value = htobe64(f->value << (64 - 8 * f->bytes));

		memcpy(at + f->at, &value, f->bytes);
	}
}
