// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters sleep in an ioctl() of our own module (kernels/module/waits-event.c)
 * on its wait queue, exclusively, and not for any signal.  A POST adds a token
 * and wakes one.
 *
 *   ioctl-killable         wait_event_killable_exclusive()
 *   ioctl-killable-busted  looks at the fatal signal first: must lose, on any
 *                          kernel, when the waiter that was woken is killed
 *   ioctl-timeout          wait_event_idle_exclusive_timeout(); nothing but its
 *                          time ends the sleep.  The kernel's macro, up to 6.12
 * at least, may leave for a timeout with a wakeup that chose it; our caller
 * looks once more.
 */
#include "stressors/lib/ioctl-device.h"

IOCTL_OPEN(killable, KILLABLE)
IOCTL_OPEN(killable_busted, KILLABLE_BUSTED)
IOCTL_OPEN(idle_timeout, IDLE_TIMEOUT)

const struct stressor ioctl_killable = {
	.name = "ioctl-killable",
	.summary = "a driver's wait_event_killable_exclusive()",
	.primitive = "wait_event_killable_exclusive",
	.stop = STOP_KILL,
	IOCTL_SITE(killable),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_killable_busted = {
	.name = "ioctl-killable-busted",
	.summary = "a driver that loses the wakeup of one that is killed",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "kill race stretch",
	.stop = STOP_KILL,
	IOCTL_SITE(killable_busted),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};

const struct stressor ioctl_timeout = {
	.name = "ioctl-timeout",
	.summary = "a driver's wait_event_idle_exclusive_timeout()",
	.primitive = "wait_event_idle_exclusive_timeout",
	.stop = STOP_NOTHING,
	.wait_for = ioctl_device_wait_for,
	IOCTL_SITE(idle_timeout),
	IOCTL_QUEUE,
	IOCTL_ENDS,
};
