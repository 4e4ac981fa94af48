// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters of /dev/wakestorm: exclusive, interruptible, on the wait queue of one
 * open file, in three variants.  A POST adds a token and wakes one.
 */
#include <fcntl.h>
#include <sys/ioctl.h>

#include "../../kernels/module/wakestorm-abi.h"
#include "stressor.h"
#include "util.h"

/* Stamps of this task's last WAIT.  Thread-local, because all waiters share the
 * site and none knows its number there. */
static _Thread_local struct wakestorm_wait last;

static const struct need needs[] = {
	{ NEED_MODULE, "/dev/wakestorm",
	  "make -C kernels/module, then insmod kernels/module/wakestorm.ko" },
	{ NEED_NONE, NULL, NULL },
};

static int device_open(void *site)
{
	int *fd = site;

	*fd = SYS(open("/dev/wakestorm", O_RDWR | O_CLOEXEC));
	return *fd < 0 ? *fd : 0;
}

static void device_close(void *site)
{
	fd_close(site);
}

static int wait_as(void *site, enum wakestorm_variant variant)
{
	last = (struct wakestorm_wait){ WAKESTORM_ABI, .variant = variant };
	return SYS(ioctl(*(int *)site, WAKESTORM_WAIT, &last));
}

static int post(void *site)
{
	struct wakestorm_post p = { .version = WAKESTORM_ABI };

	return SYS(ioctl(*(int *)site, WAKESTORM_POST, &p));
}

static int ready(void *site)
{
	struct wakestorm_state state = { .version = WAKESTORM_ABI };
	int err = SYS(ioctl(*(int *)site, WAKESTORM_STATE, &state));

	return err ? err : state.tokens > 0;
}

static unsigned long kernel_ns(void *site)
{
	(void)site;
	return last.returned_ns - last.posted_ns;
}

#define IOCTL_SITE(variant)                                                  \
	.queue = "wakestorm->queue", .waits_in = "wakestorm_wait_" #variant, \
	.needs = needs, .site_size = sizeof(int), .open = device_open,       \
	.close = device_close, .wait = wait_##variant, .post = post,         \
	.ready = ready, .kernel_ns = kernel_ns

static int wait_exclusive(void *site)
{
	return wait_as(site, WAKESTORM_EXCLUSIVE);
}

const struct stressor ioctl_exclusive = {
	.name = "ioctl-exclusive",
	.summary = "a driver's wait_event_interruptible_exclusive()",
	IOCTL_SITE(exclusive),
};

static int wait_pass_on(void *site)
{
	return wait_as(site, WAKESTORM_PASS_ON);
}

const struct stressor ioctl_pass_on = {
	.name = "ioctl-pass-on",
	.summary = "a driver whose interrupted waiters wake the next one",
	IOCTL_SITE(pass_on),
};

static int wait_busted(void *site)
{
	return wait_as(site, WAKESTORM_BUSTED);
}

const struct stressor ioctl_busted = {
	.name = "ioctl-busted",
	.summary = "a driver that loses wakeups on purpose",
	IOCTL_SITE(busted),
	.busted = "duel",
};
