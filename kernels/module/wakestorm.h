/* SPDX-License-Identifier: GPL-2.0 */
/* Inside the module: an open file, and how its waiters sleep. */
#ifndef WAKESTORM_H
#define WAKESTORM_H

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include <linux/swait.h>
#include <linux/wait.h>

#include "wakestorm-abi.h"

struct wakestorm_kind;
struct task_struct;

struct wakestorm {
	struct mutex setup_lock;
	const struct wakestorm_kind *kind; /* NULL until SETUP, then constant */

	/* The lock is for all up to queue; tokens = posts - taken. */
	spinlock_t lock;
	bool gone; /* hung up */
	u64 posts, taken;
	/* Token n was posted at posted_ns[n % WAKESTORM_TOKENS]. */
	u64 posted_ns[WAKESTORM_TOKENS];

	/* What WAIT sleeps on: one of these. */
	wait_queue_head_t queue;
	struct swait_queue_head swait;
	struct semaphore semaphore;
	struct completion completion;
	unsigned long word; /* bit 0 is a lock */
	struct mutex mutex;
	struct rw_semaphore rwsem;

	/* The thread that holds mutex or rwsem, or NULL. */
	struct mutex holder_lock; /* for holder */
	struct task_struct *holder;
	struct completion held;
};

/*
 * Sleep until there is a token, and wakestorm_take() or wakestorm_share() it:
 * 0, or -errno; -EINTR and -ERESTARTSYS mean the same.  The functions that
 * sleep stand in /proc/PID/wchan under their own names: get_wchan() finds the
 * first one outside the scheduler's and the locks' own code, so none of them
 * may end in a jump to where it sleeps.
 */
typedef int wakestorm_wait_fn(struct wakestorm *w, struct wakestorm_wait *wait);

/* Where a kind of waiter sleeps. */
struct wakestorm_place {
	/* n tokens more are there. */
	void (*wake)(struct wakestorm *w, unsigned int n);

	/* Nobody need wait any more, now or later. */
	void (*wake_all)(struct wakestorm *w);

	/* Have the lock held, if it is not; NULL: there is no holder. */
	int (*hold)(struct wakestorm *w);
};

/* One or two in each of waits-*.c. */
extern const struct wakestorm_place wakestorm_queue, wakestorm_var,
	wakestorm_swait, wakestorm_semaphore, wakestorm_completion,
	wakestorm_bit, wakestorm_mutex, wakestorm_rwsem;

struct wakestorm_kind {
	wakestorm_wait_fn *wait;
	const struct wakestorm_place *place;
	bool times_out; /* WAIT may have a timeout */
};

/* Is there a token?  Also true when nobody will ever post again. */
bool wakestorm_ready(struct wakestorm *w);

/*
 * As wakestorm_ready(), and takes the token; its time goes to wait->posted_ns,
 * which stays 0 when there is none.
 *
 * Not for the condition of a wait_event(): that is looked at while the waiter
 * is still on the queue, where a wakeup for the next token can choose it until
 * it has left.  Had it taken its token by then, that wakeup would be lost.
 */
bool wakestorm_take(struct wakestorm *w, struct wakestorm_wait *wait);

/* The time of the last token, which is for all who wait. */
void wakestorm_share(struct wakestorm *w, struct wakestorm_wait *wait);

/* A wait's timeout in jiffies, rounded up. */
unsigned long wakestorm_jiffies(const struct wakestorm_wait *wait);

/*
 * Waits that no signal ends, not even SIGKILL, end by themselves after
 * WAKESTORM_SLICE jiffies.  Sleep for another one?
 */
#define WAKESTORM_SLICE (10 * HZ)
bool wakestorm_next_slice(const struct wakestorm_wait *wait);

wakestorm_wait_fn
	/* waits-event.c */
	wakestorm_wait_exclusive,
	wakestorm_wait_killable, wakestorm_wait_locked,
	wakestorm_wait_idle_timeout, wakestorm_wait_var, wakestorm_wait_pass_on,
	wakestorm_wait_busted, wakestorm_wait_killable_busted,
	wakestorm_wait_narrow_busted,
	/* waits-open-coded.c */
	wakestorm_wait_open_coded, wakestorm_wait_open_coded_busted,
	wakestorm_wait_timeout_busted, wakestorm_wait_swait,
	wakestorm_wait_swait_busted,
	/* waits-count.c */
	wakestorm_wait_semaphore, wakestorm_wait_semaphore_killable,
	wakestorm_wait_semaphore_timeout, wakestorm_wait_completion,
	wakestorm_wait_completion_killable,
	/* waits-bit.c */
	wakestorm_wait_bit_lock, wakestorm_wait_bit_lock_killable,
	wakestorm_wait_bit_lock_busted, wakestorm_wait_bit_lock_killable_busted,
	/* waits-lock.c */
	wakestorm_wait_mutex, wakestorm_wait_mutex_killable,
	wakestorm_wait_rwsem_read, wakestorm_wait_rwsem_write;

#endif
