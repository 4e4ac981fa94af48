// SPDX-License-Identifier: GPL-2.0
/*
 * BUSTED on purpose: a semaphore in user space that is right but for a window
 * of some hundred ns, which nothing meets that comes before or after, only a
 * race. A post picks the waiter in front and wakes it, each on a futex of its
 * own.  An interrupted waiter looks whether it was picked, and only then leaves
 * the queue: who picks it in between has woken nobody.  The kernel did it the
 * other way round since 4.9 (b1ea06a90f52).
 *
 * Threads: a waiter that was picked and killed is beyond user space.
 */
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "util.h"

#define PLACES 64  /* in the queue, for as many waiters */
#define SPINS  400 /* of the window */

/* The waiter owns AWAY -> QUEUED and all -> AWAY, a post QUEUED -> PICKED. */
enum place_state { AWAY, QUEUED, PICKED };

struct place {
	atomic_uint state; /* the futex that its waiter sleeps on */
	atomic_uint ticket;
};

struct race_site {
	atomic_int events;
	atomic_uint places, tickets;
	struct place place[PLACES];
};

static bool take(struct race_site *s)
{
	int n = atomic_load(&s->events);

	while (n > 0)
		if (atomic_compare_exchange_weak(&s->events, &n, n - 1))
			return true;
	return false;
}

static struct place *first_queued(struct race_site *s)
{
	struct place *first = NULL;

	for (int i = 0; i < PLACES; i++) {
		struct place *p = &s->place[i];

		if (atomic_load(&p->state) == QUEUED &&
		    (!first ||
		     atomic_load(&p->ticket) < atomic_load(&first->ticket)))
			first = p;
	}
	return first;
}

static void wake_one(struct race_site *s)
{
	struct place *p;
	unsigned queued = QUEUED;

	while ((p = first_queued(s)) &&
	       !atomic_compare_exchange_strong(&p->state, &queued, PICKED))
		queued = QUEUED;
	if (p)
		syscall(SYS_futex, &p->state, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* Off the queue: a wakeup that is not needed goes to the next. */
static void leave(struct race_site *s, struct place *p)
{
	if (atomic_exchange(&p->state, AWAY) == PICKED)
		wake_one(s);
}

static bool give_up(struct place *p)
{
	if (atomic_load(&p->state) == PICKED)
		return false;
	for (volatile int i = 0; i < SPINS; i++)
		;
	atomic_store(&p->state, AWAY); /* whoever picked it meanwhile */
	return true;
}

static int race_wait(void *site)
{
	static _Thread_local struct place *own;
	struct race_site *s = site;

	if (!own)
		own = &s->place[atomic_fetch_add(&s->places, 1) % PLACES];
	for (;;) {
		atomic_store(&own->ticket, atomic_fetch_add(&s->tickets, 1));
		atomic_store(&own->state, QUEUED);
		if (take(s)) {
			leave(s, own);
			return 0;
		}
		if (SYS(syscall(SYS_futex, &own->state, FUTEX_WAIT, QUEUED,
				NULL, NULL, 0)) == -EINTR &&
		    give_up(own))
			return -EINTR;
	}
}

static int race_post(void *site)
{
	struct race_site *s = site;

	atomic_fetch_add(&s->events, 1);
	wake_one(s);
	return 0;
}

static int race_ready(void *site)
{
	struct race_site *s = site;

	return atomic_load(&s->events) > 0;
}

const struct stressor race_busted = {
	.name = "race-busted",
	.summary = "wrong on purpose: loses in a window of some hundred ns",
	.queue = "a list of futexes of its own",
	.waits_in = "futex_wait_queue futex_do_wait futex_wait_queue_me",
	.primitive = "none of the kernel's",
	.woken_by = "futex_wake",
	.busted = "explore",
	.threads = true,
	.site_size = sizeof(struct race_site),
	.wait = race_wait,
	.post = race_post,
	.ready = race_ready,
};
