// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters sleep in an ioctl() of our own module (kernels/module/waits-count.c),
 * on a semaphore or a completion that counts our tokens; both are first come,
 * first served.  up() hands over to the first sleeper, complete() wakes it;
 * both look at what they got before they look at the signal and the clock, so
 * nothing is lost (kernel/locking/semaphore.c, kernel/sched/completion.c).
 */
#include "stressors/lib/ioctl-device.h"

IOCTL_OPEN(semaphore, SEMAPHORE)
IOCTL_OPEN(semaphore_killable, SEMAPHORE_KILLABLE)
IOCTL_OPEN(semaphore_timeout, SEMAPHORE_TIMEOUT)
IOCTL_OPEN(completion, COMPLETION)
IOCTL_OPEN(completion_killable, COMPLETION_KILLABLE)

#define ON_SEMAPHORE .queue = "wakestorm->semaphore", .woken_by = "up"
#define ON_COMPLETION \
	.queue = "wakestorm->completion.wait", .woken_by = "complete"

const struct stressor ioctl_semaphore = {
	.name = "ioctl-semaphore",
	.summary = "a driver's down_interruptible()",
	.primitive = "down_interruptible",
	IOCTL_SITE(semaphore),
	ON_SEMAPHORE,
	IOCTL_ENDS,
};

const struct stressor ioctl_semaphore_killable = {
	.name = "ioctl-semaphore-killable",
	.summary = "a driver's down_killable()",
	.primitive = "down_killable",
	.stop = STOP_KILL,
	IOCTL_SITE(semaphore_killable),
	ON_SEMAPHORE,
	IOCTL_ENDS,
};

const struct stressor ioctl_semaphore_timeout = {
	.name = "ioctl-semaphore-timeout",
	.summary = "a driver's down_timeout()",
	.primitive = "down_timeout",
	.stop = STOP_NOTHING,
	.wait_for = ioctl_device_wait_for,
	IOCTL_SITE(semaphore_timeout),
	ON_SEMAPHORE,
	IOCTL_ENDS,
};

const struct stressor ioctl_completion = {
	.name = "ioctl-completion",
	.summary = "a driver's wait_for_completion_interruptible_timeout()",
	.primitive = "wait_for_completion_interruptible_timeout",
	.wait_for = ioctl_device_wait_for,
	IOCTL_SITE(completion),
	ON_COMPLETION,
	IOCTL_ENDS,
};

const struct stressor ioctl_completion_killable = {
	.name = "ioctl-completion-killable",
	.summary = "a driver's wait_for_completion_killable()",
	.primitive = "wait_for_completion_killable",
	.stop = STOP_KILL,
	IOCTL_SITE(completion_killable),
	ON_COMPLETION,
	IOCTL_ENDS,
};
