// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters in FUTEX_WAIT sleep interruptibly in futex_do_wait(), each in its own
 * entry of the futex's hash bucket, in order of arrival within a priority.
 * FUTEX_WAKE takes the first one off and wakes it (kernel/futex/waitwake.c).
 * Once awake, a waiter looks whether it was taken off before it looks at the
 * time or at signals: a wakeup is never given to one that reports EINTR.
 *
 *   futex        FUTEX_WAIT
 *   futex-waitv  futex_waitv(), with an entry at each of two words
 */
#include <sys/syscall.h>

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

static int both_open(void *site)
{
	struct futex_sem *s = site;

	s->both = true;
	return sem_open(site);
}

/* With nothing to wait for it has an error of its own. */
static int waitv_works(void)
{
	int ret = SYS(syscall(SYS_futex_waitv, NULL, 0, 0, NULL, 0));

	return ret == -EINVAL ? 0 : ret;
}

#define FUTEX_SITE                                                           \
	.queue = "futex_hash_bucket->chain", .primitive = "schedule",        \
	.max_posts = FUTEX_MAX_POSTS, .site_size = sizeof(struct futex_sem), \
	.wait = futex_sem_wait, .wait_for = futex_sem_wait_for

const struct stressor futex_wait = {
	.name = "futex",
	.summary = "FUTEX_WAIT, as a semaphore does it",
	.waits_in = "futex_do_wait futex_wait_queue futex_wait_queue_me",
	.woken_by = "futex_wake futex_wake_op",
	FUTEX_SITE,
	.open = sem_open,
	.post = sem_post,
	.otherwise = OTHERWISE(sem_post_op),
};

const struct stressor futex_waitv_two = {
	.name = "futex-waitv",
	.summary = "futex_waitv() for two futexes, woken at the second",
	.waits_in = "futex_sleep_multiple futex_wait_multiple",
	.woken_by = "futex_wake",
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "futex_waitv()",
			 .call = waitv_works }),
	FUTEX_SITE,
	.open = both_open,
	.post = sem_post,
};
