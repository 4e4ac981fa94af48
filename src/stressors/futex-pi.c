// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters for a futex with priority inheritance sleep in FUTEX_LOCK_PI, in
 * rt_mutex_slowlock_block() on the rt_mutex behind the futex, sorted by
 * priority, each in its own entry (kernel/futex/pi.c,
 * kernel/locking/rtmutex.c). FUTEX_UNLOCK_PI makes the first one the owner and
 * wakes it.  The new owner tries the lock before it looks at signals.  A signal
 * restarts the call, so that only SIGKILL ends it; what a dying owner holds
 * goes to the next (exit_pi_state_list()).
 *
 * Only its owner may unlock it: the poster holds it, and every waiter that gets
 * it passes it on.
 */
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "stressors/lib/until.h"
#include "util.h"

struct pi_site {
	atomic_uint word; /* the owner's thread id, and flags */
	unsigned poster;
};

static int futex(struct pi_site *s, int op, const struct timespec *limit)
{
	return SYS(syscall(SYS_futex, &s->word, op, 0, limit, NULL, 0));
}

/* The poster holds the lock; nobody waits for it. */
static int pi_hold(void *site)
{
	struct pi_site *s = site;

	s->poster = (unsigned)gettid();
	atomic_store(&s->word, s->poster);
	return 0;
}

static int pi_wait(void *site)
{
	return futex(site, FUTEX_LOCK_PI, NULL);
}

static int pi_wait_for(void *site, uint64_t ns)
{
	struct timespec limit = until(CLOCK_REALTIME, ns);

	return futex(site, FUTEX_LOCK_PI, &limit);
}

static void pi_release(void *site, int token)
{
	(void)token;
	futex(site, FUTEX_UNLOCK_PI, NULL);
}

static int pi_post(void *site)
{
	return futex(site, FUTEX_UNLOCK_PI, NULL);
}

/* Waiters keep it for no time: who is not the poster passes it on. */
static int pi_ready(void *site)
{
	struct pi_site *s = site;

	return (atomic_load(&s->word) & FUTEX_TID_MASK) != s->poster;
}

const struct stressor futex_pi = {
	.name = "futex-pi",
	.summary = "FUTEX_LOCK_PI, passed on from waiter to waiter",
	.queue = "rt_mutex->waiters",
	.waits_in = "futex_lock_pi rt_mutex_wait_proxy_lock "
		    "rt_mutex_slowlock_block",
	.primitive = "rt_mutex_wait_proxy_lock",
	.woken_by = "futex_unlock_pi exit_pi_state_list",
	.kconfig = "FUTEX_PI",
	.satisfies = ALL,
	.stop = STOP_KILL,
	.one_poster = true,
	.max_posts = 1,
	.site_size = sizeof(struct pi_site),
	.open = pi_hold,
	.wait = pi_wait,
	.wait_for = pi_wait_for,
	.release = pi_release,
	.post = pi_post,
	.ready = pi_ready,
	.rearm = pi_hold,
};
