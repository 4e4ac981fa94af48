// SPDX-License-Identifier: GPL-2.0
/*
 * Storm: waiters, wakers and signals at full speed on all CPUs.  Now and then a
 * gate closes, everything comes to rest, and the same oracle looks.  The clock
 * paces the pauses; it decides nothing.
 *
 * Wakers are a closed loop, one event in flight each: a waker that ran ahead
 * would find the next waiter awake and wake nobody.  Waiter 0 is the witness:
 * it is never signalled, so a lost wakeup always has somebody who sleeps on.
 */
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "engine/engine.h"
#include "measure/random.h"

#define TICK_NS	       (2 * MSEC_NS)
#define PAUSE_EVERY_NS (50 * MSEC_NS)

/* Between enter and leave the gate can't close; false: it is closed. */
static bool gate_enter(struct storm *st)
{
	atomic_fetch_add(&st->busy, 1);
	if (atomic_load(&st->gate))
		return true;
	atomic_fetch_sub(&st->busy, 1);
	return false;
}

static void gate_leave(struct storm *st)
{
	atomic_fetch_sub(&st->busy, 1);
}

static void gate_open(struct storm *st)
{
	atomic_store(&st->gate, 1);
	word_wake(&st->gate);
}

static void gate_close(struct storm *st)
{
	atomic_store(&st->gate, 0);
	while (atomic_load(&st->busy))
		sched_yield();
}

/* Enough events for this run? */
static bool all_posted(const struct run *r)
{
	return r->plan->rounds &&
	       atomic_load(&r->storm->posted) >= r->plan->rounds;
}

/* Events that may be under way: one a waker, as many as the site can hold. */
static int most_in_flight(const struct run *r)
{
	int most = (int)r->s->max_posts;

	return most && most < r->plan->wakers ? most : r->plan->wakers;
}

/*
 * Claim the next event's number, and stamp it first: its taker may be there
 * before we go on.  False: enough are in flight, or another waker was faster.
 */
static bool claim(const struct run *r, unsigned *k, unsigned *taken)
{
	struct storm *st = r->storm;

	*taken = atomic_load(&st->taken);
	*k = atomic_load(&st->posted);
	if ((int)(*k - *taken) >= most_in_flight(r) || all_posted(r))
		return false;
	atomic_store(&st->stamp[*k % STAMPS], now_ns());
	return atomic_compare_exchange_strong(&st->posted, k, *k + 1);
}

static void waker_entry(struct run *r, int number)
{
	struct storm *st = r->storm;
	unsigned k, taken;
	int ret;

	(void)number;
	for (;;) {
		if (!gate_enter(st)) {
			word_wait(&st->gate, 0, 0);
			continue;
		}
		if (!claim(r, &k, &taken)) {
			gate_leave(st);
			if (all_posted(r))
				word_wait(&st->gate, 1, PAUSE_EVERY_NS);
			else if ((int)(k - taken) >= most_in_flight(r))
				word_wait(&st->taken, taken, PAUSE_EVERY_NS);
			continue;
		}
		ret = r->s->post(r->site);
		if (ret < 0)
			atomic_store(&st->error, ret);
		gate_leave(st);
	}
}

/* Any waiter but the witness, unless there is no other. */
static struct waiter *victim(struct run *r, uint64_t *random)
{
	int n = r->plan->waiters;

	return &r->waiter[n > 1 ? 1 + random_next(random) % (n - 1) : 0];
}

/* Three of four signals; the waiters' own timers are the fourth. */
static void signaller_entry(struct run *r, int number)
{
	struct storm *st = r->storm;
	uint64_t period = 4 * SEC_NS / (3 * r->plan->signals);
	uint64_t due = now_ns(), random = r->plan->seed;

	(void)number;
	for (;; due += period) {
		struct timespec t = { (time_t)(due / SEC_NS),
				      (long)(due % SEC_NS) };

		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
		while (!gate_enter(st)) {
			word_wait(&st->gate, 0, 0);
			due = now_ns();
		}
		waiter_signal(r, victim(r, &random),
			      random_next(&random) % 4 ? SIGUSR1 : SIGUSR2);
		atomic_fetch_add(&st->signals, 1);
		gate_leave(st);
	}
}

static int start_crew(struct run *r)
{
	int ret = 0;

	for (int i = 0; i < r->plan->wakers && ret >= 0; i++)
		ret = crew_start(r, waker_entry, i);
	if (ret >= 0 && r->plan->signals)
		ret = crew_start(r, signaller_entry, 0);
	if (ret < 0)
		verdict(r, BROKEN, "fork() failed: %s", strerror(-ret));
	return ret < 0 ? ret : 0;
}

/* Fold in the interrupted, and call them back into wait(). */
static int call_back(struct run *r)
{
	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		if (waiter_phase(w) == DONE && waiter_score(r, w))
			return -EIO;
		if (waiter_phase(w) == RESTING)
			waiter_call(r, w);
	}
	return 0;
}

/* Close the gate, wait for quiet, let the oracle look, call all back. */
static int pause_and_judge(struct run *r)
{
	struct storm *st = r->storm;
	int ret = 1;

	r->confirmed = false;
	r->looks = 0;
	gate_close(st);
	if (atomic_load(&st->error)) {
		ret = atomic_load(&st->error);
		verdict(r, BROKEN, "post() failed: %s", strerror(-ret));
		return ret;
	}
	while (ret > 0 && !atomic_load(&r->shared->stop)) {
		int left;

		let_run(r);
		left = (int)(atomic_load(&st->posted) -
			     atomic_load(&st->taken));
		ret = left > 0 ? oracle_judge(r, r->tally->rounds,
					      (uint64_t)left)
			       : 0;
		if (ret > 0)
			let_others_run(r, 1);
	}
	r->tally->rounds++;
	r->tally->posted = atomic_load(&st->posted);
	return ret ? ret : call_back(r);
}

/* Is it time for a pause: no progress, too few left to wake, or just time? */
static bool pause_due(const struct run *r, unsigned *taken_before,
		      uint64_t since_ns)
{
	const struct storm *st = r->storm;
	unsigned taken = atomic_load(&st->taken);
	bool stalled = taken == *taken_before;

	*taken_before = taken;
	atomic_store(&r->shared->progress, taken);
	return stalled ||
	       2 * atomic_load(&st->resting) > (unsigned)r->plan->waiters ||
	       now_ns() - since_ns > PAUSE_EVERY_NS;
}

static int blow(struct run *r)
{
	unsigned taken = atomic_load(&r->storm->taken);
	uint64_t since;

	let_run(r); /* all asleep: an event finds nobody on the way there */
	since = now_ns();
	gate_open(r->storm);
	do
		word_wait(&r->storm->gate, 1, TICK_NS);
	while (!pause_due(r, &taken, since) && !atomic_load(&r->shared->stop));
	return pause_and_judge(r);
}

static void fold(struct run *r)
{
	struct tally *t = r->tally;

	t->taken = atomic_load(&r->storm->taken);
	t->signals = atomic_load(&r->storm->signals);
	for (int i = 0; i < r->plan->waiters; i++) {
		struct slip *slip = r->waiter[i].slip;

		t->spurious += slip->spurious;
		t->switches += slip->switches;
		recorder_drain(&slip->latency, r->pool, &r->result->latency);
		recorder_drain(&slip->kernel_latency, r->pool,
			       &r->result->kernel_latency);
	}
}

void storm(struct run *r)
{
	if (!start_crew(r) && !call_back(r)) {
		let_run(r);
		if (quiet_look_at_place(r))
			return;
		start_clock(r);
		while (!run_over(r) && !blow(r))
			;
	}
	fold(r);
}
