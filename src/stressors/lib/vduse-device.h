/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A vDPA device that nobody implements: the kernel asks the daemon's side for
 * each change of status, and its other side, vhost-vdpa, lets us change it.
 */
#ifndef VDUSE_DEVICE_H
#define VDUSE_DEVICE_H

#include <linux/vduse.h>
#include <stdbool.h>

#include "stressors/lib/hand.h"

struct vduse_device {
	int daemon; /* /dev/vduse/NAME */
	int driver; /* /dev/vhost-vdpa-N, in the hand's own files */
	bool closing;
	unsigned messages; /* so far; they are numbered from 0 */
	struct hand hand;  /* sleeps in each change until it is answered */
	char name[32];
};

/* 0 or -errno; vduse_device_close() in either case. */
int vduse_device_open(void *site);
void vduse_device_close(void *site);

/* Change the status, which sends one message.  0, or -EAGAIN: the last one has
 * no answer yet. */
int vduse_device_change(struct vduse_device *d);

/* Answer that message.  0, or -ENOENT: nobody has read it. */
int vduse_device_answer(const struct vduse_device *d, unsigned message);

#endif
