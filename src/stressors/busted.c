// SPDX-License-Identifier: GPL-2.0
/*
 * BUSTED on purpose: a semaphore in user space whose every tenth post forgets
 * to wake.  A run that does not report exactly those lost wakeups is itself
 * busted.  Waiters sleep on a futex that counts wakeups, not events, so that no
 * waiter on its way to sleep can pick up a forgotten event by chance; only one
 * that a signal threw out of its sleep looks for it.
 */
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "util.h"

#define FORGETS_EVERY 10

struct busted_site {
	atomic_uint wakeups; /* sent and not used */
	atomic_int events;   /* posted and not taken */
	atomic_uint posts;
};

/* Whether a signal ended this task's last wait(). */
static _Thread_local bool interrupted;

static bool use_wakeup(struct busted_site *s)
{
	unsigned n = atomic_load(&s->wakeups);

	while (n)
		if (atomic_compare_exchange_weak(&s->wakeups, &n, n - 1))
			return true;
	return false;
}

static int busted_wait(void *site)
{
	struct busted_site *s = site;
	bool look = interrupted;

	interrupted = false;
	while (!use_wakeup(s)) {
		if (look && atomic_load(&s->events) > 0)
			break;
		look = false;
		if (SYS(syscall(SYS_futex, &s->wakeups, FUTEX_WAIT, 0, NULL,
				NULL, 0)) != -EINTR)
			continue;
		interrupted = true;
		return -EINTR;
	}
	atomic_fetch_sub(&s->events, 1);
	return 0;
}

static int busted_post(void *site)
{
	struct busted_site *s = site;

	atomic_fetch_add(&s->events, 1);
	if ((atomic_fetch_add(&s->posts, 1) + 1) % FORGETS_EVERY == 0)
		return 0;
	atomic_fetch_add(&s->wakeups, 1);
	syscall(SYS_futex, &s->wakeups, FUTEX_WAKE, 1, NULL, NULL, 0);
	return 0;
}

static int busted_ready(void *site)
{
	struct busted_site *s = site;

	return atomic_load(&s->events) > 0;
}

const struct stressor busted = {
	.name = "busted",
	.summary = "wrong on purpose: every tenth post forgets to wake",
	.queue = "a futex of its own",
	.waits_in = "futex_wait_queue futex_do_wait futex_wait_queue_me",
	.primitive = "none of the kernel's",
	.woken_by = "futex_wake",
	.busted = "duel ping signal-first kill stop burst ptrace freeze "
		  "task-work move race stretch otherwise",
	.site_size = sizeof(struct busted_site),
	.wait = busted_wait,
	.post = busted_post,
	.otherwise = OTHERWISE(busted_post),
	.ready = busted_ready,
};
