// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/erofs-inode.h"
#include "util.h"

int erofs_inode_use(void *site)
{
	const struct erofs_inode *i = site;
	int file = erofs_disk_file(&i->disk, i->block), ret;

	if (file < 0)
		return file;
	ret = i->use(file);
	close(file);
	return ret;
}

static void use_first(void *site)
{
	erofs_inode_use(site);
}

int erofs_inode_next(void *site)
{
	struct erofs_inode *i = site;

	if (slow_read_busy(&i->reader))
		return 0;
	i->block++;
	return slow_read_begin(&i->reader, i->block + 1);
}

int erofs_inode_open(struct erofs_inode *i, int (*use)(int file))
{
	int ret = erofs_disk_open(&i->disk);

	i->use = use;
	i->reader.disk = &i->disk.nbd;
	i->reader.use = use_first;
	i->reader.site = i;
	if (!ret)
		ret = slow_read_open(&i->reader);
	return ret ? ret : erofs_inode_next(i);
}

void erofs_inode_close(void *site)
{
	struct erofs_inode *i = site;

	slow_read_close(&i->reader);
	erofs_disk_close(&i->disk);
}
