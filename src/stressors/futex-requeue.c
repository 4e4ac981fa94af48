// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters in FUTEX_WAIT, as for the stressor futex, that are moved in their
 * sleep to another futex (kernel/futex/requeue.c) and woken there: what
 * condition variables do.  A waiter that leaves finds its bucket by
 * q->lock_ptr, which it reads again when that has changed (futex_unqueue()).
 */
#include <limits.h>

#include "stressor.h"
#include "stressors/lib/futex-sem.h"
#include "util.h"

static int behind_open(void *site)
{
	struct futex_sem *s = site;

	s->word = &s->behind;
	return 0;
}

/* Who came before the event is moved; who comes later sees the event. */
static int behind_post(void *site)
{
	struct futex_sem *s = site;
	int ret;

	atomic_fetch_add(&s->events, FUTEX_EVENT);
	do
		ret = futex(&s->events, FUTEX_CMP_REQUEUE, 0,
			    (void *)(long)INT_MAX, &s->behind,
			    atomic_load(&s->events));
	while (ret == -EAGAIN);
	return ret < 0 ? ret : futex_sem_wake(s);
}

const struct stressor futex_requeue = {
	.name = "futex-requeue",
	.summary = "FUTEX_WAIT, then moved by FUTEX_CMP_REQUEUE",
	.queue = "futex_hash_bucket->chain",
	.waits_in = "futex_do_wait futex_wait_queue futex_wait_queue_me",
	.primitive = "schedule",
	.woken_by = "futex_requeue futex_wake",
	.max_posts = FUTEX_MAX_POSTS,
	.site_size = sizeof(struct futex_sem),
	.open = behind_open,
	.wait = futex_sem_wait,
	.wait_for = futex_sem_wait_for,
	.post = behind_post,
};
