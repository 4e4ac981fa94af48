// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters sleep in an ioctl() of our own module (kernels/module/waits-bit.c)
 * for a lock of one bit, exclusively, on one of the kernel's hashed queues.  A
 * POST adds a token, unlocks it and wakes one; who locks it takes a token, and
 * keeps it locked when that was the last.  __wait_on_bit_lock() (kernel/sched/
 * wait_bit.c) tries to get the bit also when a signal came: nothing is lost.
 * The busted ones do as it did until 2.6.28, and leave.
 */
#include "stressors/lib/ioctl-device.h"

IOCTL_OPEN(bit_lock, BIT_LOCK)
IOCTL_OPEN(bit_lock_busted, BIT_LOCK_BUSTED)
IOCTL_OPEN(bit_lock_killable, BIT_LOCK_KILLABLE)
IOCTL_OPEN(bit_lock_killable_busted, BIT_LOCK_KILLABLE_BUSTED)

#define ON_BIT                                                                \
	.queue = "bit_waitqueue(&wakestorm->word, 0)", .woken_by = "wake_up_" \
								   "bit"

const struct stressor ioctl_bit_lock = {
	.name = "ioctl-bit-lock",
	.summary = "a driver's wait_on_bit_lock(), interruptible",
	.primitive = "wait_on_bit_lock",
	IOCTL_SITE(bit_lock),
	ON_BIT,
	IOCTL_ENDS,
};

const struct stressor ioctl_bit_lock_busted = {
	.name = "ioctl-bit-lock-busted",
	.summary = "the same, leaving on a signal without trying",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "duel kill stop burst ptrace freeze race stretch",
	IOCTL_SITE(bit_lock_busted),
	ON_BIT,
	IOCTL_ENDS,
};

const struct stressor ioctl_bit_lock_killable = {
	.name = "ioctl-bit-lock-killable",
	.summary = "a driver's wait_on_bit_lock(), killable",
	.primitive = "wait_on_bit_lock",
	.stop = STOP_KILL,
	IOCTL_SITE(bit_lock_killable),
	ON_BIT,
	IOCTL_ENDS,
};

const struct stressor ioctl_bit_lock_killable_busted = {
	.name = "ioctl-bit-lock-killable-busted",
	.summary = "the same, leaving when killed without trying",
	.primitive = "prepare_to_wait_exclusive",
	.busted = "kill race stretch",
	.stop = STOP_KILL,
	IOCTL_SITE(bit_lock_killable_busted),
	ON_BIT,
	IOCTL_ENDS,
};
