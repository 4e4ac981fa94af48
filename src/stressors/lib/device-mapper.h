/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device-mapper device of one target, made by ioctls.  While it is suspended
 * it keeps what is sent to it, and nothing that was sent ends.
 */
#ifndef DEVICE_MAPPER_H
#define DEVICE_MAPPER_H

#include <stdint.h>

#define MAPPER_CONTROL "/dev/mapper/control"

/* For the list of a NEEDS(): it changes the machine, so it is for guests. */
#define MAPPER_NEEDS                                        \
	{ .kind = NEED_GUEST },                             \
	{                                                   \
		.kind = NEED_PATH, .what = MAPPER_CONTROL,  \
		.remedy = "a kernel with CONFIG_BLK_DEV_DM" \
	}

struct mapper {
	int control;
	char name[32];
	char path[24]; /* of the block device, "/dev/dm-0" */
};

/*
 * Make the device that is called "wakestorm-SUFFIX": sectors of 512 bytes that
 * target ("linear") maps as args ("/dev/nullb0 0") say.  It is live at once.
 * 0 or -errno; mapper_close() in either case.
 */
int mapper_open(struct mapper *m, const char *suffix, const char *target,
		uint64_t sectors, const char *args);

/* Waits a bit for its users, of which another mapper may be one, to go; after
 * that it goes with the last of them. */
void mapper_close(struct mapper *m);

/* Wait for what is under way, then keep what comes; let it all go.  0 or
 * -errno. */
int mapper_suspend(const struct mapper *m);
int mapper_resume(const struct mapper *m);

#endif
