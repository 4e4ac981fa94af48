// SPDX-License-Identifier: GPL-2.0
/*
 * Duel: post one event, and at once signal the waiter that it wakes, before
 * that one has run.  With real-time priorities nothing comes in between, so a
 * kernel that loses this wakeup loses it in every round.
 */
#include <signal.h>
#include <string.h>

#include "engine/engine.h"

#define CALLS_TO_SLEEP 1000 /* a waiter that takes more never sleeps */

/* Fold in what came back; the number of waiters called into wait(). */
static int call_resting(struct run *r)
{
	int called = 0, ret;

	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		if (waiter_phase(w) == DONE) {
			ret = waiter_score(r, w);
			if (ret)
				return ret;
		}
		if (waiter_phase(w) == RESTING) {
			waiter_call(r, w);
			called++;
		}
	}
	return called;
}

/* All waiters asleep in wait(), in the order in which they were called. */
static int enlist(struct run *r)
{
	int called;

	for (int calls = 0; calls < CALLS_TO_SLEEP; calls++) {
		called = call_resting(r);
		if (called <= 0)
			return called;
		let_run(r);
		if (atomic_load(&r->shared->stop))
			return -EINTR;
	}
	verdict(r, BROKEN, "waiters come back from wait() and never sleep");
	return -ELOOP;
}

static void stamp(struct run *r, const struct slip *slip)
{
	if (slip->ret < 0)
		return;
	hist_record(&r->result->latency, slip->woke_ns - r->posted_ns);
	if (slip->kernel_ns)
		hist_record(&r->result->kernel_latency, slip->kernel_ns);
}

/*
 * Fold in what came back.  Who woke for nothing goes on waiting; who was
 * interrupted sits the round out.  The number sent back, or -errno.
 */
static int fold_in(struct run *r)
{
	int sent_back = 0;

	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];
		int ret;

		if (waiter_phase(w) != DONE)
			continue;
		stamp(r, w->slip);
		ret = waiter_score(r, w);
		if (ret)
			return ret;
		if (w->slip->ret == -EAGAIN) {
			waiter_call(r, w);
			sent_back++;
		}
	}
	return sent_back;
}

/* Wait until the events are taken, or the oracle knows why they are not. */
static int settle(struct run *r)
{
	int again;

	do {
		let_run(r);
		again = fold_in(r);
		if (!again && r->tally->posted > r->tally->taken)
			again = oracle_judge(r, r->tally->rounds,
					     r->tally->posted -
						     r->tally->taken);
	} while (again > 0 && !atomic_load(&r->shared->stop));
	return again < 0 ? again : 0;
}

static int post(struct run *r)
{
	int want = r->s->satisfies == ALL ? r->plan->waiters : 1, ret;

	r->posted_ns = now_ns();
	ret = r->s->post(r->site);
	if (ret < 0) {
		verdict(r, BROKEN, "post() failed: %s", strerror(-ret));
		return ret;
	}
	r->tally->posted += want;
	return 0;
}

static int one_round(struct run *r)
{
	int ret = r->s->rearm ? r->s->rearm(r->site) : 0;
	struct waiter *head;

	if (ret < 0) {
		verdict(r, BROKEN, "rearm() failed: %s", strerror(-ret));
		return ret;
	}
	ret = enlist(r);
	if (ret)
		return ret;
	head = head_waiter(r);
	ret = post(r);
	if (ret)
		return ret;
	waiter_signal(r, head, SIGUSR1);
	r->tally->signals++;
	ret = settle(r);
	r->tally->rounds++;
	atomic_fetch_add(&r->shared->progress, 1);
	return ret;
}

void duel(struct run *r)
{
	let_run(r);
	start_clock(r);
	while (!run_over(r) && !one_round(r))
		;
}
