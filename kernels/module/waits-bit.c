// SPDX-License-Identifier: GPL-2.0
/*
 * A lock of one bit, whose waiters sleep on one of the kernel's hashed queues.
 * Nobody owns it: POST unlocks it, and so does who got it while there is one
 * more token.  It is locked when somebody has it or there is no token.
 */
#include <linux/sched/signal.h>
#include <linux/wait_bit.h>

#include "wakestorm.h"

#define LOCKED 0 /* the bit's number */

/* We locked it: is a token ours? */
static bool got_token(struct wakestorm *w, struct wakestorm_wait *wait)
{
	bool ours = wakestorm_take(w, wait);

	if (ours && wakestorm_ready(w))
		clear_and_wake_up_bit(LOCKED, &w->word);
	return ours;
}

static __always_inline int bit_lock(struct wakestorm *w,
				    struct wakestorm_wait *wait, int state)
{
	int err;

	do
		err = wait_on_bit_lock(&w->word, LOCKED, state);
	while (!err && !got_token(w, wait));
	return err;
}

/* Flat: else wait_on_bit_lock() may be a function, and the one that sleeps. */
#define flat __attribute__((__flatten__))

int flat wakestorm_wait_bit_lock(struct wakestorm *w,
				 struct wakestorm_wait *wait)
{
	return bit_lock(w, wait, TASK_INTERRUPTIBLE);
}

int flat wakestorm_wait_bit_lock_killable(struct wakestorm *w,
					  struct wakestorm_wait *wait)
{
	return bit_lock(w, wait, TASK_KILLABLE);
}

/* __wait_on_bit_lock() as it was until 2.6.28: an interrupted waiter does not
 * try to get the bit. */
static __always_inline int signal_first(struct wakestorm *w,
					struct wakestorm_wait *wait, int state)
{
	struct wait_queue_head *queue = bit_waitqueue(&w->word, LOCKED);
	DEFINE_WAIT_BIT(entry, &w->word, LOCKED);
	int err = 0;

	do {
		do {
			prepare_to_wait_exclusive(queue, &entry.wq_entry,
						  state);
			if (test_bit(LOCKED, &w->word))
				err = bit_wait(&entry.key, state);
		} while (!err && test_and_set_bit(LOCKED, &w->word));
		finish_wait(queue, &entry.wq_entry);
	} while (!err && !got_token(w, wait));
	return err;
}

int wakestorm_wait_bit_lock_busted(struct wakestorm *w,
				   struct wakestorm_wait *wait)
{
	return signal_first(w, wait, TASK_INTERRUPTIBLE);
}

int wakestorm_wait_bit_lock_killable_busted(struct wakestorm *w,
					    struct wakestorm_wait *wait)
{
	return signal_first(w, wait, TASK_KILLABLE);
}

static void wake_bit(struct wakestorm *w, unsigned int n)
{
	clear_and_wake_up_bit(LOCKED, &w->word);
}

/* One is woken, and wakes the next: got_token(). */
static void wake_bit_all(struct wakestorm *w)
{
	clear_and_wake_up_bit(LOCKED, &w->word);
}

const struct wakestorm_place wakestorm_bit = {
	.wake = wake_bit,
	.wake_all = wake_bit_all,
};
