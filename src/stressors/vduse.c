// SPDX-License-Identifier: GPL-2.0
/*
 * Daemons of a vDPA device in user space sleep in vduse_dev_read_iter() on
 * dev->waitq (drivers/vdpa/vdpa_user/vduse_dev.c), exclusively and
 * interruptibly; a message from the kernel wakes one.  Once awake, they look
 * for a message before they look at signals.
 *
 * Live bug: a daemon that can't store the message, which vduse-fault plays,
 * puts it back and leaves with -EFAULT, without waking the next one.  And a
 * device that breaks, because an answer took too long, wakes one of its
 * daemons, which goes on sleeping: the condition is a message, and there will
 * be none.
 *
 * A message is a change of the driver's status, by a hand that sleeps until it
 * is answered.
 */
#include <sys/uio.h>

#include "stressor.h"
#include "stressors/lib/vduse-device.h"
#include "util.h"

/* Read a message, and answer it. */
static int read_wait(void *site)
{
	struct vduse_device *d = site;
	struct vduse_dev_request r;
	int ret = full(read(d->daemon, &r, sizeof(r)), sizeof(r));

	return ret ? ret : vduse_device_answer(d, r.request_id);
}

static int message_post(void *site)
{
	return vduse_device_change(site);
}

static int message_ready(void *site)
{
	const struct vduse_device *d = site;

	return fd_ready(d->daemon, POLLIN);
}

/* A message that a daemon took and died with keeps the hand from the next. */
static int message_rearm(void *site)
{
	const struct vduse_device *d = site;
	int ret = message_ready(site);

	if (ret || !hand_busy(&d->hand))
		return ret < 0 ? ret : 0;
	return vduse_device_answer(d, d->messages - 1);
}

#define VDUSE_SITE                                                           \
	.queue = "dev->waitq", .waits_in = "vduse_dev_read_iter",            \
	.primitive = "wait_event_interruptible_exclusive",                   \
	.woken_by = "vduse_dev_msg_sync", .kconfig = "VDPA_USER VHOST_VDPA", \
	.one_poster = true, .max_posts = 1,                                  \
	.needs = NEEDS({ .kind = NEED_GUEST },                               \
		       { .kind = NEED_PATH,                                  \
			 .what = "/dev/vduse/control",                       \
			 .remedy = "a kernel with CONFIG_VDPA_USER" }),      \
	.site_size = sizeof(struct vduse_device), .open = vduse_device_open, \
	.close = vduse_device_close, .post = message_post,                   \
	.ready = message_ready, .rearm = message_rearm

const struct stressor vduse_read = {
	.name = "vduse-read",
	.summary = "VDUSE daemons that wait for a message",
	VDUSE_SITE,
	.wait = read_wait,
};

/* Without room for the message; but not twice in a row. */
static int fault_wait(void *site)
{
	static _Thread_local bool gave_up;
	const struct iovec nowhere = { .iov_len = sizeof(
					       struct vduse_dev_request) };
	const struct vduse_device *d = site;
	int ret;

	if (gave_up)
		ret = read_wait(site);
	else
		ret = SYS(readv(d->daemon, &nowhere, 1));
	gave_up = ret < 0;
	return ret == -EFAULT ? -EINTR : ret;
}

const struct stressor vduse_fault = {
	.name = "vduse-fault",
	.summary = "VDUSE daemons that can't store what they wait for",
	VDUSE_SITE,
	.wait = fault_wait,
};
