// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters sleep in an ioctl() of our own module (kernels/module/waits-lock.c)
 * for a mutex or rwsem that a kernel thread holds.  A POST makes the thread
 * unlock it: that wakes the first writer, or all readers, and each unlocks it
 * for the next one, so that all get through; rearm has it held again.  Woken,
 * they try to get it before they look at the signal, and the first one that
 * leaves wakes the next (kernel/locking/mutex.c, rwsem.c): nothing is lost.
 */
#include "stressors/lib/ioctl-device.h"

IOCTL_OPEN(mutex, MUTEX)
IOCTL_OPEN(mutex_killable, MUTEX_KILLABLE)
IOCTL_OPEN(rwsem_read, RWSEM_READ)
IOCTL_OPEN(rwsem_write, RWSEM_WRITE)

#define LOCK                                                        \
	.satisfies = ALL, .wakes = ALL, .rearm = ioctl_device_hold, \
	.hang_up = ioctl_device_hang_up

const struct stressor ioctl_mutex = {
	.name = "ioctl-mutex",
	.summary = "a driver's mutex_lock_interruptible()",
	.queue = "wakestorm->mutex.wait_list",
	.primitive = "mutex_lock_interruptible",
	.woken_by = "mutex_unlock",
	IOCTL_SITE(mutex),
	LOCK,
};

const struct stressor ioctl_mutex_killable = {
	.name = "ioctl-mutex-killable",
	.summary = "a driver's mutex_lock_killable()",
	.queue = "wakestorm->mutex.wait_list",
	.primitive = "mutex_lock_killable",
	.woken_by = "mutex_unlock",
	.stop = STOP_KILL,
	IOCTL_SITE(mutex_killable),
	LOCK,
};

const struct stressor ioctl_rwsem_read = {
	.name = "ioctl-rwsem-read",
	.summary = "a driver's down_read_killable()",
	.queue = "wakestorm->rwsem.wait_list",
	.primitive = "down_read_killable",
	.woken_by = "up_write",
	.stop = STOP_KILL,
	IOCTL_SITE(rwsem_read),
	LOCK,
};

const struct stressor ioctl_rwsem_write = {
	.name = "ioctl-rwsem-write",
	.summary = "a driver's down_write_killable()",
	.queue = "wakestorm->rwsem.wait_list",
	.primitive = "down_write_killable",
	.woken_by = "up_write",
	.stop = STOP_KILL,
	IOCTL_SITE(rwsem_write),
	LOCK,
};
