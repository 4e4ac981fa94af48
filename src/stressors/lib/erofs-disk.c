// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/erofs-disk.h"
#include "util.h"

#define BLOCKS	   (1u << 26)
#define INODE	   32u
#define ROOT_AT	   2048u
#define COMPRESSED (3 << 1) /* the layout with compact indexes */

static void put16(char *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put32(char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void fill_super(char *super)
{
	put32(super, 0xe0f5e1e2);
	super[12] = 12; /* blocks of 4 KiB */
	put16(super + 14, ROOT_AT / INODE);
	put32(super + 36, BLOCKS);
	put32(super + 80, 1); /* LZ4, as all know it */
}

static void erofs_fill(uint64_t number, char block[DISK_BLOCK])
{
	char *inode = block + DISK_BLOCK - INODE;

	if (!number) {
		fill_super(block + 1024);
		put16(block + ROOT_AT + 4, S_IFDIR | 0755);
		put16(block + ROOT_AT + 6, 2); /* links */
		return;
	}
	put16(inode, COMPRESSED);
	put16(inode + 2, 2); /* room for attributes: 16 bytes */
	put16(inode + 4, S_IFREG | 0644);
	put16(inode + 6, 1);
	put32(inode + 8, DISK_BLOCK); /* bytes, and blocks */
	put32(inode + 16, 1);
}

int erofs_disk_open(struct erofs_disk *d)
{
	const char *const option[] = { "source", d->nbd.path, NULL };
	char root[32];
	int ret;

	d->mount = d->root = -1;
	d->nbd.fill = erofs_fill;
	ret = nbd_disk_open(&d->nbd, BLOCKS);
	if (ret)
		return ret;
	d->mount = detached_mount("erofs", option);
	if (d->mount < 0)
		return d->mount;
	snprintf(root, sizeof(root), "/proc/self/fd/%d", d->mount);
	d->root = SYS(open(root, O_RDONLY | O_CLOEXEC));
	return d->root < 0 ? d->root : 0;
}

void erofs_disk_close(struct erofs_disk *d)
{
	fd_close(&d->root);
	fd_close(&d->mount);
	nbd_disk_close(&d->nbd);
}

/* Newer kernels take handles of 64-bit numbers only, older ones of 32-bit. */
int erofs_disk_file(const struct erofs_disk *d, uint64_t block)
{
	uint32_t nid = (uint32_t)((block + 1) * DISK_BLOCK / INODE - 1);
	struct {
		struct file_handle head;
		uint32_t word[3];
	} h64 = { .head = { .handle_bytes = 12, .handle_type = 0x81 },
		  .word = { 0, nid } },
	  h32 = { .head = { .handle_bytes = 8, .handle_type = 1 },
		  .word = { nid } };
	int fd = SYS(
		open_by_handle_at(d->root, &h64.head, O_RDONLY | O_CLOEXEC));

	return fd != -ESTALE ? fd
			     : SYS(open_by_handle_at(d->root, &h32.head,
						     O_RDONLY | O_CLOEXEC));
}
