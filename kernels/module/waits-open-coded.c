// SPDX-License-Identifier: GPL-2.0
/*
 * Waits that drivers write by hand, on a queue of ours, right and wrong: off
 * the queue, the waiter must look for the token before it looks at the signal
 * and the clock, or a wakeup that chose it is lost.
 */
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>

#include "wakestorm.h"

enum mistake { NONE, SIGNAL_FIRST, TIMEOUT_FIRST };

static __always_inline int open_coded(struct wakestorm *w,
				      struct wakestorm_wait *wait,
				      enum mistake mistake)
{
	ktime_t end = ktime_add_ns(ktime_get(), wait->timeout_ns);
	DEFINE_WAIT(entry);

	for (;;) {
		bool over = false;

		prepare_to_wait_exclusive(&w->queue, &entry,
					  TASK_INTERRUPTIBLE);
		if (!wakestorm_ready(w))
			over = !schedule_hrtimeout(wait->timeout_ns ? &end
								    : NULL,
						   HRTIMER_MODE_ABS);
		finish_wait(&w->queue, &entry);

		if (mistake == SIGNAL_FIRST && signal_pending(current))
			return -ERESTARTSYS;
		if (mistake == TIMEOUT_FIRST && over)
			return -ETIMEDOUT;
		if (wakestorm_take(w, wait))
			return 0;
		if (signal_pending(current))
			return -ERESTARTSYS;
		if (over)
			return -ETIMEDOUT;
	}
}

int wakestorm_wait_open_coded(struct wakestorm *w, struct wakestorm_wait *wait)
{
	return open_coded(w, wait, NONE);
}

int wakestorm_wait_open_coded_busted(struct wakestorm *w,
				     struct wakestorm_wait *wait)
{
	return open_coded(w, wait, SIGNAL_FIRST);
}

int wakestorm_wait_timeout_busted(struct wakestorm *w,
				  struct wakestorm_wait *wait)
{
	return open_coded(w, wait, TIMEOUT_FIRST);
}

/* On a simple wait queue.  swake_up_one() chooses the first one always, also
 * when that was woken by a signal already. */
int wakestorm_wait_swait(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err;

	do
		err = swait_event_interruptible_exclusive(w->swait,
							  wakestorm_ready(w));
	while (!err && !wakestorm_take(w, wait));
	return err;
}

int wakestorm_wait_swait_busted(struct wakestorm *w,
				struct wakestorm_wait *wait)
{
	DECLARE_SWAITQUEUE(entry);

	do {
		prepare_to_swait_exclusive(&w->swait, &entry,
					   TASK_INTERRUPTIBLE);
		if (!wakestorm_ready(w))
			schedule();
		finish_swait(&w->swait, &entry);
		if (signal_pending(current))
			return -ERESTARTSYS;
	} while (!wakestorm_take(w, wait));
	return 0;
}

static void wake_swait(struct wakestorm *w, unsigned int n)
{
	while (n--)
		swake_up_one(&w->swait);
}

static void wake_swait_all(struct wakestorm *w)
{
	swake_up_all(&w->swait);
}

const struct wakestorm_place wakestorm_swait = {
	.wake = wake_swait,
	.wake_all = wake_swait_all,
};
