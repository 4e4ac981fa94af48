// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters in FUTEX_WAIT sleep interruptibly in futex_do_wait(), each in its own
 * entry of the futex's hash bucket, in order of arrival within a priority.
 * FUTEX_WAKE takes the first one off and wakes it (kernel/futex/waitwake.c).
 * Once awake, a waiter looks whether it was taken off before it looks at the
 * time or at signals: a wakeup is never given to one that reports EINTR.
 */
#include "stressor.h"
#include "stressors/lib/futex-sem.h"
#include "util.h"

static int sem_open(void *site)
{
	struct futex_sem *s = site;

	s->word = &s->events;
	return 0;
}

static int sem_post(void *site)
{
	struct futex_sem *s = site;

	atomic_fetch_add(&s->events, FUTEX_EVENT);
	return futex_sem_wake(s);
}

/* It adds, and wakes one whatever was there before: never 1. */
static int sem_post_op(void *site)
{
	struct futex_sem *s = site;
	const unsigned op =
		FUTEX_OP(((unsigned)FUTEX_OP_ADD | FUTEX_OP_OPARG_SHIFT),
			 __builtin_ctz(FUTEX_EVENT), FUTEX_OP_CMP_NE, 1);
	int ret =
		futex(&s->behind, FUTEX_WAKE_OP, 1, (void *)1, &s->events, op);

	return ret < 0 ? ret : 0;
}

const struct stressor futex_wait = {
	.name = "futex",
	.summary = "FUTEX_WAIT, as a semaphore does it",
	.queue = "futex_hash_bucket->chain",
	.waits_in = "futex_do_wait futex_wait_queue futex_wait_queue_me",
	.primitive = "schedule",
	.woken_by = "futex_wake futex_wake_op",
	.max_posts = FUTEX_MAX_POSTS,
	.site_size = sizeof(struct futex_sem),
	.open = sem_open,
	.wait = futex_sem_wait,
	.wait_for = futex_sem_wait_for,
	.post = sem_post,
	.otherwise = OTHERWISE(sem_post_op),
};
