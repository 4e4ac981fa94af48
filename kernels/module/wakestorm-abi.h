/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * /dev/wakestorm: one place to sleep and one count of tokens an open file.
 *
 * Everybody who shares the open file (fork, dup, SCM_RIGHTS) shares them. SETUP
 * comes first, and once: it says how the file's waiters sleep.  Every call
 * takes a struct that begins with WAKESTORM_ABI and flags:
 *
 *   -EINVAL  another version, flags, variant, reserved word, count, timeout,
 *            size or direction; no SETUP before
 *   -EFAULT  the struct can't be read or written; a token that a WAIT has
 *            taken by then is spent
 *   -ENODEV  after HANGUP, of WAIT, POST and HOLD
 *   -ENOTTY  no call of this device
 *
 * Times are nanoseconds of CLOCK_MONOTONIC.
 */
#ifndef WAKESTORM_ABI_H
#define WAKESTORM_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define WAKESTORM_ABI	      3		       /* .version */
#define WAKESTORM_TOKENS      8192	       /* as many can be outstanding */
#define WAKESTORM_TIMEOUT_MAX 3600000000000ull /* ns */

/*
 * How WAIT sleeps: with the named call of the kernel that the module was built
 * for, as a driver uses it.  (T): takes a timeout.
 *
 * BUSTED ones are wrong on purpose.  On any kernel they lose the wakeup of each
 * post that is followed by a signal to the waiter that it woke, before that one
 * runs; KILLABLE_BUSTED ones by SIGKILL, TIMEOUT_BUSTED by the waiter's
 * timeout.  NARROW_BUSTED loses only what is posted after an interrupted waiter
 * has looked, and before it is off the queue: nanoseconds.
 */
enum wakestorm_variant {
	WAKESTORM_EXCLUSIVE, /* wait_event_interruptible_exclusive() */
	/*
	 * The same with the signal looked at first; an interrupted waiter wakes
	 * the next one when there is a token.  Loses nothing on any kernel.
	 */
	WAKESTORM_PASS_ON,
	WAKESTORM_BUSTED,	   /* as PASS_ON without the passing on */
	WAKESTORM_NARROW_BUSTED,   /* loses what comes between two lines */
	WAKESTORM_KILLABLE,	   /* wait_event_killable_exclusive() */
	WAKESTORM_KILLABLE_BUSTED, /* as BUSTED, killable */
	WAKESTORM_LOCKED, /* wait_event_interruptible_exclusive_locked() */
	WAKESTORM_IDLE_TIMEOUT, /* wait_event_idle_exclusive_timeout() (T) */
	WAKESTORM_VAR,		/* wait_var_event_interruptible(): wakes all */

	WAKESTORM_OPEN_CODED,	     /* prepare_to_wait_exclusive() (T) */
	WAKESTORM_OPEN_CODED_BUSTED, /* leaves on a signal without a look (T) */
	WAKESTORM_TIMEOUT_BUSTED, /* leaves on a timeout without a look (T) */
	WAKESTORM_SWAIT,	  /* swait_event_interruptible_exclusive() */
	WAKESTORM_SWAIT_BUSTED,	  /* prepare_to_swait_exclusive(), no look */

	WAKESTORM_SEMAPHORE,	      /* down_interruptible() */
	WAKESTORM_SEMAPHORE_KILLABLE, /* down_killable() */
	WAKESTORM_SEMAPHORE_TIMEOUT,  /* down_timeout() (T) */
	/* wait_for_completion_interruptible_timeout() (T) */
	WAKESTORM_COMPLETION,
	WAKESTORM_COMPLETION_KILLABLE, /* wait_for_completion_killable() */

	/* A lock of one bit.  POST unlocks it, and who gets it keeps it while
	 * there is no more token. */
	WAKESTORM_BIT_LOCK, /* wait_on_bit_lock(), interruptible */
	WAKESTORM_BIT_LOCK_KILLABLE,
	WAKESTORM_BIT_LOCK_BUSTED, /* as wait_on_bit_lock() until 2.6.28 */
	WAKESTORM_BIT_LOCK_KILLABLE_BUSTED,

	/*
	 * A lock that a kernel thread holds.  POST lets go of it, and everybody
	 * gets it in turn and unlocks it; HOLD has it held again.
	 */
	WAKESTORM_MUTEX,	  /* mutex_lock_interruptible() */
	WAKESTORM_MUTEX_KILLABLE, /* mutex_lock_killable() */
	WAKESTORM_RWSEM_READ,	  /* down_read_killable() */
	WAKESTORM_RWSEM_WRITE,	  /* down_write_killable() */
};

/* SETUP: -EBUSY: not the first one. */
struct wakestorm_setup {
	__u32 version;
	__u32 flags;
	__u32 variant;	/* enum wakestorm_variant */
	__u32 reserved; /* 0 */
};

/*
 * WAIT: sleep until a token is ours.  Interrupted by a signal, it fails with
 * -EINTR, or is restarted, as the handler's SA_RESTART says; -ETIMEDOUT when
 * the time is over.
 */
struct wakestorm_wait {
	__u32 version;
	__u32 flags;
	__u64 timeout_ns;  /* 0: none */
	__u64 posted_ns;   /* out: when the token that was taken was posted */
	__u64 returned_ns; /* out: when the waiter had it; >= posted_ns */
};

/*
 * POST: count more tokens, and a wakeup for each.  Doesn't sleep, but for the
 * moment that a lock's holder needs to let go.  -EAGAIN: WAKESTORM_TOKENS would
 * be exceeded.
 */
struct wakestorm_post {
	__u32 version;
	__u32 flags; /* WAKESTORM_WAKE_ONE */
	__u32 count;
	__u32 reserved; /* 0 */
};

/* STATE: all of one moment; wakes nobody. */
struct wakestorm_state {
	__u32 version;
	__u32 flags;
	__u64 tokens; /* out: posted and not taken */
	__u64 posts;  /* out: tokens posted since open() */
	__u64 taken;  /* out: tokens taken since open(), or ended by HOLD */
};

/* HANGUP: every WAIT returns, now and later.  HOLD: a lock is held again;
 * -EINVAL for what needs no holder. */
struct wakestorm_call {
	__u32 version;
	__u32 flags; /* HANGUP: WAKESTORM_WAKE_ONE */
};

/* Wrong on purpose: of POST and HANGUP, wake one sleeper at most. */
#define WAKESTORM_WAKE_ONE 1

#define WAKESTORM_WAIT	 _IOWR('w', 0xe0, struct wakestorm_wait)
#define WAKESTORM_POST	 _IOW('w', 0xe1, struct wakestorm_post)
#define WAKESTORM_STATE	 _IOWR('w', 0xe2, struct wakestorm_state)
#define WAKESTORM_SETUP	 _IOW('w', 0xe3, struct wakestorm_setup)
#define WAKESTORM_HANGUP _IOW('w', 0xe4, struct wakestorm_call)
#define WAKESTORM_HOLD	 _IOW('w', 0xe5, struct wakestorm_call)

#endif
