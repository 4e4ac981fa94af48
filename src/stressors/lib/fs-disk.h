/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file system on a disk of ours, mounted nowhere, and how to say what is on
 * it.
 */
#ifndef FS_DISK_H
#define FS_DISK_H

#include "stressors/lib/nbd-disk.h"

struct fs_disk {
	struct nbd_disk nbd;
	int mount, root;
};

/* nbd.fill is set; option: one that is a flag.  0 or -errno; fs_disk_close() in
 * either case. */
int fs_disk_open(struct fs_disk *d, const char *type, const char *option,
		 uint64_t blocks);
void fs_disk_close(struct fs_disk *d);

/* A number on disk; what none is given for is 0. */
struct field {
	uint16_t at, bytes;
	uint64_t value;
};

/* Write numbers, ended by one of no bytes, into what is there: the lowest byte
 * first, or last. */
void put_little(char *at, const struct field *f);
void put_big(char *at, const struct field *f);

#endif
