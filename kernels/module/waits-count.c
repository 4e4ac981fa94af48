// SPDX-License-Identifier: GPL-2.0
/*
 * Semaphores and completions count tokens themselves: who gets a unit of theirs
 * finds a token.  up() hands its unit to the first sleeper; complete() wakes
 * the first one, which looks for a unit before it looks at signals and the
 * clock.
 */
#include <linux/sched/signal.h>

#include "wakestorm.h"

/* After a hangup one unit more goes from hand to hand. */
static void got_unit(struct wakestorm *w, struct wakestorm_wait *wait)
{
	wakestorm_take(w, wait);
	if (!wait->posted_ns)
		up(&w->semaphore);
}

int wakestorm_wait_semaphore(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err = down_interruptible(&w->semaphore);

	if (!err)
		got_unit(w, wait);
	return err;
}

int wakestorm_wait_semaphore_killable(struct wakestorm *w,
				      struct wakestorm_wait *wait)
{
	int err = down_killable(&w->semaphore);

	if (!err)
		got_unit(w, wait);
	return err;
}

int wakestorm_wait_semaphore_timeout(struct wakestorm *w,
				     struct wakestorm_wait *wait)
{
	int err;

	do
		err = down_timeout(&w->semaphore, wakestorm_jiffies(wait));
	while (err && wakestorm_next_slice(wait));
	if (err)
		return -ETIMEDOUT;
	got_unit(w, wait);
	return 0;
}

int wakestorm_wait_completion(struct wakestorm *w, struct wakestorm_wait *wait)
{
	long left = wait->timeout_ns ? wakestorm_jiffies(wait)
				     : MAX_SCHEDULE_TIMEOUT;

	left = wait_for_completion_interruptible_timeout(&w->completion, left);
	if (left <= 0)
		return left ? left : -ETIMEDOUT;
	wakestorm_take(w, wait);
	return 0;
}

int wakestorm_wait_completion_killable(struct wakestorm *w,
				       struct wakestorm_wait *wait)
{
	int err = wait_for_completion_killable(&w->completion);

	if (!err)
		wakestorm_take(w, wait);
	return err;
}

static void wake_semaphore(struct wakestorm *w, unsigned int n)
{
	while (n--)
		up(&w->semaphore);
}

static void wake_semaphore_all(struct wakestorm *w)
{
	up(&w->semaphore);
}

const struct wakestorm_place wakestorm_semaphore = {
	.wake = wake_semaphore,
	.wake_all = wake_semaphore_all,
};

static void wake_completion(struct wakestorm *w, unsigned int n)
{
	while (n--)
		complete(&w->completion);
}

static void wake_completion_all(struct wakestorm *w)
{
	complete_all(&w->completion);
}

const struct wakestorm_place wakestorm_completion = {
	.wake = wake_completion,
	.wake_all = wake_completion_all,
};
