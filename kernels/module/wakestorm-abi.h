/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * /dev/wakestorm: one wait queue and one count of tokens an open file.
 *
 * Everybody who shares the open file (fork, dup, SCM_RIGHTS) shares the queue.
 * Every call takes a struct that begins with WAKESTORM_ABI and flags of 0:
 *
 *   -EINVAL  another version, flags, variant, reserved word, size or direction
 *   -EFAULT  the struct can't be read or written; a token that a WAIT has
 *            taken by then is spent
 *   -ENOTTY  no call of this device
 *
 * Times are nanoseconds of CLOCK_MONOTONIC.
 */
#ifndef WAKESTORM_ABI_H
#define WAKESTORM_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define WAKESTORM_ABI	 1    /* .version */
#define WAKESTORM_TOKENS 8192 /* as many can be outstanding */

/* How WAIT sleeps.  All three are exclusive and interruptible. */
enum wakestorm_variant {
	/*
	 * wait_event_interruptible_exclusive() of the kernel that the module
	 * was built for, as a driver uses it.
	 */
	WAKESTORM_EXCLUSIVE,
	/*
	 * Once awake, looks at the signal first; an interrupted waiter that a
	 * wakeup had chosen wakes the next one.  Loses nothing on any kernel.
	 */
	WAKESTORM_PASS_ON,
	/*
	 * As PASS_ON without the passing on: wrong on purpose.  Loses the
	 * wakeup of every post that is followed by a signal to the waiter it
	 * woke, on any kernel.
	 */
	WAKESTORM_BUSTED,
};

/*
 * WAIT: sleep until a token is ours.  Interrupted by a signal, it fails with
 * -EINTR, or is restarted, as the handler's SA_RESTART says.
 */
struct wakestorm_wait {
	__u32 version;
	__u32 flags;
	__u32 variant;	   /* enum wakestorm_variant */
	__u32 reserved;	   /* 0 */
	__u64 posted_ns;   /* out: when the token that was taken was posted */
	__u64 returned_ns; /* out: when the waiter had it; >= posted_ns */
};

/*
 * POST: one more token and one wake_up().  Never sleeps; -EAGAIN when
 * WAKESTORM_TOKENS are outstanding.
 */
struct wakestorm_post {
	__u32 version;
	__u32 flags;
};

/* STATE: all of one moment; wakes nobody. */
struct wakestorm_state {
	__u32 version;
	__u32 flags;
	__u64 tokens;  /* out: posted and not taken */
	__u64 waiters; /* out: entries on the wait queue */
	__u64 posts;   /* out: tokens posted since open() */
	__u64 taken;   /* out: tokens taken since open() */
};

#define WAKESTORM_WAIT	_IOWR('w', 0xe0, struct wakestorm_wait)
#define WAKESTORM_POST	_IOW('w', 0xe1, struct wakestorm_post)
#define WAKESTORM_STATE _IOWR('w', 0xe2, struct wakestorm_state)

#endif
