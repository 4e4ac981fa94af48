// SPDX-License-Identifier: GPL-2.0
/*
 * Waits of the wait_event() family on a queue of ours.
 *
 * wake_up() takes an entry off the queue when it wakes its task.  From then on
 * nobody else will be woken for that token, and the task must take it or wake
 * the next one, also when a signal arrives before it runs.  The macros see to
 * it: an interrupted waiter leaves the queue, then looks at the condition.
 */
#include <linux/sched/signal.h>
#include <linux/wait_bit.h>

#include "wakestorm.h"

int wakestorm_wait_exclusive(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err;

	do
		err = wait_event_interruptible_exclusive(w->queue,
							 wakestorm_ready(w));
	while (!err && !wakestorm_take(w, wait));
	return err;
}

int wakestorm_wait_killable(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err;

	do
		err = wait_event_killable_exclusive(w->queue,
						    wakestorm_ready(w));
	while (!err && !wakestorm_take(w, wait));
	return err;
}

int wakestorm_wait_locked(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err;

	spin_lock(&w->queue.lock);
	do
		err = wait_event_interruptible_exclusive_locked(
			w->queue, wakestorm_ready(w));
	while (!err && !wakestorm_take(w, wait));
	spin_unlock(&w->queue.lock);
	return err;
}

/*
 * When the time is over the macro looks at the condition before it leaves the
 * queue (up to 6.12 at least): a wakeup can choose the waiter in between.  So
 * the caller has to look once more.
 */
int wakestorm_wait_idle_timeout(struct wakestorm *w,
				struct wakestorm_wait *wait)
{
	long left = wakestorm_jiffies(wait);

	for (;;) {
		left = wait_event_idle_exclusive_timeout(
			w->queue, wakestorm_ready(w), left);
		if (wakestorm_take(w, wait))
			return 0;
		if (left)
			continue;
		if (!wakestorm_next_slice(wait))
			return -ETIMEDOUT;
		left = WAKESTORM_SLICE;
	}
}

/* Not exclusive: everybody who waits for the variable is woken. */
int wakestorm_wait_var(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err;

	do
		err = wait_var_event_interruptible(&w->posts,
						   wakestorm_ready(w));
	while (!err && !wakestorm_take(w, wait));
	return err;
}

/*
 * wait_event_interruptible_exclusive() with its two looks the wrong way round,
 * and by hand: no mended prepare_to_wait_event() may help it.
 */
static __always_inline int signal_first(struct wakestorm *w,
					struct wakestorm_wait *wait, int state,
					bool pass_on)
{
	DEFINE_WAIT(entry);
	int err;

	do {
		for (;;) {
			prepare_to_wait_exclusive(&w->queue, &entry, state);
			err = signal_pending_state(state, current)
				      ? -ERESTARTSYS
				      : 0;
			if (err || wakestorm_ready(w))
				break;
			schedule();
		}
		finish_wait(&w->queue, &entry);
	} while (!err && !wakestorm_take(w, wait));
	if (err && pass_on && wakestorm_ready(w))
		wake_up(&w->queue);
	return err;
}

int wakestorm_wait_pass_on(struct wakestorm *w, struct wakestorm_wait *wait)
{
	return signal_first(w, wait, TASK_INTERRUPTIBLE, true);
}

int wakestorm_wait_busted(struct wakestorm *w, struct wakestorm_wait *wait)
{
	return signal_first(w, wait, TASK_INTERRUPTIBLE, false);
}

int wakestorm_wait_killable_busted(struct wakestorm *w,
				   struct wakestorm_wait *wait)
{
	return signal_first(w, wait, TASK_KILLABLE, false);
}

/*
 * As __skb_wait_for_more_packets() (net/core/datagram.c, 6.1): who sees the
 * signal when it has looked and is on the queue again, leaves without another
 * look.  A wakeup that chooses it in between is lost; one that chose it in its
 * sleep is not, for the caller looks first.
 */
static __always_inline int queue_and_sleep(struct wakestorm *w)
{
	DEFINE_WAIT(entry);
	int err = 0;

	prepare_to_wait_exclusive(&w->queue, &entry, TASK_INTERRUPTIBLE);
	if (!wakestorm_ready(w)) {
		if (signal_pending(current))
			err = -ERESTARTSYS;
		else
			schedule();
	}
	finish_wait(&w->queue, &entry);
	return err;
}

int wakestorm_wait_narrow_busted(struct wakestorm *w,
				 struct wakestorm_wait *wait)
{
	int err = 0;

	while (!err && !wakestorm_take(w, wait))
		err = queue_and_sleep(w);
	return err;
}

static void wake_queue(struct wakestorm *w, unsigned int n)
{
	wake_up_nr(&w->queue, n);
}

static void wake_queue_all(struct wakestorm *w)
{
	wake_up_all(&w->queue);
}

const struct wakestorm_place wakestorm_queue = {
	.wake = wake_queue,
	.wake_all = wake_queue_all,
};

static void wake_var_all(struct wakestorm *w)
{
	smp_mb(); /* between the token and the look at who waits */
	wake_up_var(&w->posts);
}

static void wake_var(struct wakestorm *w, unsigned int n)
{
	wake_var_all(w);
}

const struct wakestorm_place wakestorm_var = {
	.wake = wake_var,
	.wake_all = wake_var_all,
};
