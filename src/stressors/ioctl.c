// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters sleep in an ioctl() of our own module (kernels/module/waits-event.c)
 * on its wait queue, exclusively and interruptibly.  A POST adds a token and
 * wakes one.
 *
 *   ioctl-exclusive  wait_event_interruptible_exclusive(), as drivers use it
 *   ioctl-locked     the same under the queue's own lock
 *   ioctl-pass-on    looks at the signal first, and wakes the next one
 *   ioctl-busted     forgets to: must lose, on any kernel
 *   ioctl-narrow-busted  leaves without another look, but only who sees the
 *                    signal as it queues
 *   ioctl-*-busted   right, but what should wake several wakes only one
 */
#include "stressors/lib/ioctl-device.h"

IOCTL_OPEN(exclusive, EXCLUSIVE)
IOCTL_OPEN(locked, LOCKED)
IOCTL_OPEN(pass_on, PASS_ON)
IOCTL_OPEN(busted, BUSTED)
IOCTL_OPEN(narrow_busted, NARROW_BUSTED)

const struct stressor ioctl_exclusive = {
	.name = "ioctl-exclusive",
	.summary = "a driver's wait_event_interruptible_exclusive()",
	.primitive = "wait_event_interruptible_exclusive",
	IOCTL_SITE(exclusive),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_locked = {
	.name = "ioctl-locked",
	.summary = "a driver that waits under the queue's own lock",
	.primitive = "wait_event_interruptible_exclusive_locked",
	IOCTL_SITE(locked, " do_wait_intr"),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_pass_on = {
	.name = "ioctl-pass-on",
	.summary = "a driver whose interrupted waiters wake the next one",
	.primitive = "prepare_to_wait_exclusive",
	IOCTL_SITE(pass_on),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_busted = {
	.name = "ioctl-busted",
	.summary = "a driver that loses wakeups on purpose",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "duel kill stop burst ptrace freeze race stretch",
	IOCTL_SITE(busted),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_narrow_busted = {
	.name = "ioctl-narrow-busted",
	.summary = "a driver that loses wakeups between two lines",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "stretch",
	IOCTL_SITE(narrow_busted),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_hang_up_busted = {
	.name = "ioctl-hang-up-busted",
	.summary = "a driver that goes away and wakes only one",
	.primitive = "wait_event_interruptible_exclusive",
	.busted = "close",
	IOCTL_SITE(exclusive),
	IOCTL_QUEUE,
	.hang_up = ioctl_device_hang_up_busted,
};

const struct stressor ioctl_resize_busted = {
	.name = "ioctl-resize-busted",
	.summary = "a driver that wakes one waiter for two tokens",
	.primitive = "wait_event_interruptible_exclusive",
	.busted = "resize",
	IOCTL_SITE(exclusive),
	IOCTL_QUEUE,
	.resize = ioctl_device_resize_busted,
};
