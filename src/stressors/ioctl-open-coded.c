// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters sleep in an ioctl() of our own module
 * (kernels/module/waits-open-coded.c), interruptibly, in waits that are written
 * by hand as drivers do.  Off the queue they look for a token, then at the
 * signal and the clock.  A POST adds a token and wakes one, but for ioctl-var
 * all.
 *
 *   ioctl-open-coded         prepare_to_wait_exclusive(), with a timeout or not
 *   ioctl-open-coded-busted  leaves on a signal without a look: must lose, on
 * any kernel; so does AF_UNIX ioctl-timeout-busted     leaves on a timeout
 * without a look: must lose ioctl-swait swait_event_interruptible_exclusive()
 *   ioctl-swait-busted       as ioctl-open-coded-busted, on a simple queue
 *   ioctl-var                wait_var_event_interruptible(), a herd
 */
#include "stressors/lib/ioctl-device.h"

IOCTL_OPEN(open_coded, OPEN_CODED)
IOCTL_OPEN(open_coded_busted, OPEN_CODED_BUSTED)
IOCTL_OPEN(timeout_busted, TIMEOUT_BUSTED)
IOCTL_OPEN(swait, SWAIT)
IOCTL_OPEN(swait_busted, SWAIT_BUSTED)
IOCTL_OPEN(var, VAR)

const struct stressor ioctl_open_coded = {
	.name = "ioctl-open-coded",
	.summary = "a driver's wait by prepare_to_wait_exclusive()",
	.primitive = "prepare_to_wait_exclusive",
	.wait_for = ioctl_device_wait_for,
	IOCTL_SITE(open_coded),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_open_coded_busted = {
	.name = "ioctl-open-coded-busted",
	.summary = "the same, leaving on a signal without a look",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "duel kill stop burst ptrace freeze race stretch",
	.wait_for = ioctl_device_wait_for,
	IOCTL_SITE(open_coded_busted),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_timeout_busted = {
	.name = "ioctl-timeout-busted",
	.summary = "the same, leaving on a timeout without a look",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "timeout",
	.wait_for = ioctl_device_wait_for,
	IOCTL_SITE(timeout_busted),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

#define SIMPLE .queue = "wakestorm->swait", .woken_by = "swake_up_one"

const struct stressor ioctl_swait = {
	.name = "ioctl-swait",
	.summary = "a driver's swait_event_interruptible_exclusive()",
	.primitive = "swait_event_interruptible_exclusive",
	IOCTL_SITE(swait),
	SIMPLE,
	IOCTL_ENDS,
};

const struct stressor ioctl_swait_busted = {
	.name = "ioctl-swait-busted",
	.summary = "the same by hand, leaving on a signal without a look",
	.primitive = "prepare_to_swait_exclusive",
	.busted =
		"duel signal-first kill stop burst ptrace freeze race stretch",
	IOCTL_SITE(swait_busted),
	SIMPLE,
	IOCTL_ENDS,
};

const struct stressor ioctl_var = {
	.name = "ioctl-var",
	.summary = "a driver's wait_var_event_interruptible()",
	.queue = "__var_waitqueue(&wakestorm->posts)",
	.primitive = "wait_var_event_interruptible",
	.woken_by = "wake_up_var",
	.wakes = ALL,
	IOCTL_SITE(var),
	IOCTL_ENDS,
};
