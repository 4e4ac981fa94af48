/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dm-crypt on a disk with zones: a null_blk, which forgets what is written.
 * Between them is a mapped device that only passes on what it gets, the valve:
 * while it is suspended, nothing that is sent to the disk ends.
 */
#ifndef ZONED_DISK_H
#define ZONED_DISK_H

#include "stressors/lib/device-mapper.h"

#define ZONED_DISK_ZONE 32768 /* sectors of 512 bytes; the first is at 0 */

#define ZONED_DISK_NEEDS                                          \
	NEEDS(MAPPER_NEEDS, { .kind = NEED_CALL,                  \
			      .what = "zones that are locked",    \
			      .remedy = "run Linux 6.9 or older", \
			      .call = zoned_disk_locks })

struct zoned_disk {
	int fd; /* of the whole, crypt */
	int configfs;
	char folder[32]; /* of the null_blk in there */
	struct mapper valve, crypt;
};

/* 0 or -errno; zoned_disk_close() in either case. */
int zoned_disk_open(struct zoned_disk *d);
void zoned_disk_close(struct zoned_disk *d);

/* Does device mapper lock a zone while a bio changes it?  From 6.10 on the
 * block layer keeps other bios instead, and nobody sleeps.  0 or -errno. */
int zoned_disk_locks(void);

#endif
