// SPDX-License-Identifier: GPL-2.0
/*
 * What a waiter of a storm does when it comes back from wait(), and when a
 * signal finds it there.  All that it counts is its own; this is the hot path.
 */
#include <sched.h>
#include <signal.h>

#include "engine/storm.h"

/* A handler is told nothing but the number of its signal. */
static _Thread_local struct {
	struct slip *slip;
	struct hist_pool *pool;
	volatile sig_atomic_t timer_fired;
} own;

void gust_begin(struct run *r, struct slip *slip)
{
	own.slip = slip;
	own.pool = r->pool;
	own.timer_fired = 1;
}

bool gust_timer_fired(void)
{
	bool fired = own.timer_fired;

	own.timer_fired = 0;
	return fired;
}

/* Signals of ours are blocked meanwhile: no handler meets another. */
void gust_signal(int sig)
{
	struct slip *slip = own.slip;
	uint64_t sent;

	if (sig == SIGALRM)
		own.timer_fired = 1;
	if (!slip || !atomic_load(&slip->inside))
		return;
	slip->handled++;
	if (sig == SIGALRM)
		return;
	sent = atomic_exchange(&slip->signalled_ns, 0);
	if (sent)
		recorder_add(&slip->signal_latency, own.pool, now_ns() - sent);
}

void gust_call(struct run *r, struct slip *slip)
{
	slip->turn = atomic_fetch_add(&r->storm->called, 1);
}

/*
 * How far from first come, first served?  Who was called as number n is to take
 * event n, but for those that left the queue without one: by now, some of them
 * may have been behind us, so under signals it is near and not exact.
 */
static void note_order(const struct storm *st, struct slip *slip, uint64_t k)
{
	uint64_t turn = slip->turn - atomic_load(&st->in_vain);

	slip->places += turn > k && turn - k < INT64_MAX ? turn - k : k - turn;
}

static void note_cpu(struct slip *slip)
{
	int cpu = sched_getcpu();

	slip->migrations += slip->taken && cpu != slip->cpu;
	slip->cpu = cpu;
}

/* Others that this event woke for nothing, as far as they came back. */
static void note_herd(struct storm *st, struct slip *slip)
{
	uint64_t herd = 1;

	if (atomic_load_explicit(&st->for_nothing, memory_order_relaxed))
		herd += atomic_exchange(&st->for_nothing, 0);
	if (herd > slip->herd_max)
		slip->herd_max = herd;
}

/* The event has a number, its post a stamp; the wakers want to know. */
static void take(struct run *r, struct slip *slip)
{
	struct storm *st = r->storm;
	uint64_t k = atomic_fetch_add(&st->taken, 1);
	uint64_t posted_ns = atomic_exchange(&st->stamp[k % STAMPS], 0);

	if (posted_ns)
		recorder_add(&slip->latency, r->pool,
			     slip->woke_ns > posted_ns
				     ? slip->woke_ns - posted_ns
				     : 0);
	if (slip->kernel_ns)
		recorder_add(&slip->kernel_latency, r->pool, slip->kernel_ns);
	slip->coincidences += slip->handled != slip->handled_before;
	note_order(st, slip, k);
	note_cpu(slip);
	note_herd(st, slip);
	atomic_store_explicit(&slip->taken, slip->taken + 1,
			      memory_order_release);
	if (atomic_load(&st->idle))
		crew_wake(r, taken_word(st));
}

bool gust_back(struct run *r, struct slip *slip)
{
	struct storm *st = r->storm;

	if (slip->ret >= 0) {
		take(r, slip);
	} else {
		atomic_fetch_add(&st->in_vain, 1);
		slip->coincidences +=
			slip->ret == -EINTR &&
			atomic_load(&st->posted) > atomic_load(&st->taken);
		if (slip->ret == -EAGAIN) {
			slip->spurious++;
			atomic_fetch_add(&st->for_nothing, 1);
		} else {
			atomic_fetch_add(&st->resting, 1);
		}
	}
	slip->handled_before = slip->handled;
	return slip->ret >= 0 || slip->ret == -EAGAIN;
}

static void drain_one(struct run *r, struct slip *slip)
{
	recorder_drain(&slip->latency, &r->result->latency);
	recorder_drain(&slip->kernel_latency, &r->result->kernel_latency);
	recorder_drain(&slip->signal_latency, &r->result->signal_latency);
}

/* Who has taken the last event may still be recording it. */
static void wait_for_recorders(const struct run *r)
{
	uint64_t recorded = 0;

	while (recorded != atomic_load(&r->storm->taken)) {
		if (recorded)
			sched_yield();
		recorded = 0;
		for (int i = 0; i < r->plan->waiters; i++)
			recorded += atomic_load(&r->waiter[i].slip->taken);
	}
}

void gust_drain(struct run *r)
{
	wait_for_recorders(r);
	for (int i = 0; i < r->plan->waiters; i++)
		drain_one(r, r->waiter[i].slip);
}

static void fold_one(struct run *r, const struct waiter *w)
{
	struct storm_counts *c = &r->result->storm;
	struct slip *slip = w->slip;

	r->tally->spurious += slip->spurious;
	r->tally->switches += slip->switches;
	if (waiter_phase(w) == WAITING && task_switches(w->tid) >= 0)
		r->tally->switches +=
			(uint64_t)task_switches(w->tid) - slip->switches_before;
	c->handled += slip->handled;
	c->coincidences += slip->coincidences;
	c->migrations += slip->migrations;
	c->places += slip->places;
	if (slip->herd_max > c->herd_max)
		c->herd_max = slip->herd_max;
	if (w == r->waiter || slip->taken < c->least)
		c->least = slip->taken;
	if (slip->taken > c->most)
		c->most = slip->taken;
	drain_one(r, slip);
}

void gust_fold(struct run *r)
{
	double sum = 0, squares = 0;

	wait_for_recorders(r);
	for (int i = 0; i < r->plan->waiters; i++) {
		double n = (double)r->waiter[i].slip->taken;

		fold_one(r, &r->waiter[i]);
		sum += n;
		squares += n * n;
	}
	if (squares > 0)
		r->result->storm.jain = sum * sum / r->plan->waiters / squares;
}
