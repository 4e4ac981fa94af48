/* SPDX-License-Identifier: GPL-2.0 */
/* A null_blk that has zones; what is written to it is forgotten. */
#ifndef ZONED_DISK_H
#define ZONED_DISK_H

#define ZONED_DISK_MB	   64
#define ZONED_DISK_ZONE_MB 16

struct zoned_disk {
	int configfs;
	char folder[32];
	char path[32]; /* "/dev/wakestorm7" */
};

/* 0 or -errno; zoned_disk_close() in either case. */
int zoned_disk_open(struct zoned_disk *d);
void zoned_disk_close(struct zoned_disk *d);

#endif
