// SPDX-License-Identifier: GPL-2.0
/*
 * The tasks that make a storm: wakers and the signaller.
 *
 * Wakers are a closed loop, one event in flight each: a waker that ran ahead
 * would find the next waiter awake and wake nobody.  That is why they are batch
 * tasks, too: these preempt nobody (check_preempt_wakeup(),
 * kernel/sched/fair.c), and a waiter that has woken its waker goes back to
 * sleep before it.
 *
 * With a rate they are an open loop: each event is due at a time of its own,
 * whatever became of the last one, and counts from then on.
 */
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include "engine/storm.h"
#include "measure/random.h"

#define NAP_NS (50 * MSEC_NS) /* once all is posted */

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

void gale_open(struct run *r, uint64_t idle_ns)
{
	struct storm *st = r->storm;

	if (r->plan->rate)
		atomic_fetch_add(&st->due_ns, now_ns() - idle_ns);
	atomic_store(&st->gate, 1);
	word_wake(&st->gate);
}

void gale_close(struct run *r)
{
	atomic_store(&r->storm->gate, 0);
	while (atomic_load(&r->storm->busy))
		sched_yield();
}

bool all_posted(const struct run *r)
{
	return r->plan->rounds &&
	       atomic_load(&r->storm->posted) >= r->plan->rounds;
}

/* Events that may be under way: no more than the site can hold. */
static uint64_t most_in_flight(const struct run *r)
{
	uint64_t most = r->plan->rate ? STAMPS : (uint64_t)r->plan->wakers;

	return r->s->max_posts && r->s->max_posts < most ? r->s->max_posts
							 : most;
}

/* As many are under way as may be? */
static bool is_full(const struct run *r, uint64_t taken)
{
	uint64_t posted = atomic_load(&r->storm->posted);

	return posted > taken && posted - taken >= most_in_flight(r);
}

static void sleep_until(uint64_t ns)
{
	struct timespec t = { (time_t)(ns / SEC_NS), (long)(ns % SEC_NS) };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* Sleep until an event is taken. */
static void wait_for_taker(const struct run *r, uint64_t taken)
{
	struct storm *st = r->storm;

	atomic_fetch_add(&st->idle, 1);
	crew_wait(r, taken_word(st), (unsigned)taken, 0);
	atomic_fetch_sub(&st->idle, 1);
}

/*
 * Claim the next event, and stamp it first: its taker may be there before we
 * go on.  Whose stamp fills the empty place has it, alone, until he counts it
 * as posted.  False: another waker was faster.
 */
static bool claim(const struct run *r)
{
	struct storm *st = r->storm;
	unsigned long long k = atomic_load(&st->posted), none = 0;
	uint64_t due = r->plan->rate ? atomic_load(&st->due_ns) : now_ns();

	if (r->plan->wakers > 1 &&
	    (all_posted(r) || is_full(r, atomic_load(&st->taken))))
		return false;
	if (r->plan->rate && due > now_ns())
		return false;
	if (!atomic_compare_exchange_strong(&st->stamp[k % STAMPS], &none, due))
		return false;
	/* The place may be empty for its event has come and gone meanwhile. */
	if (atomic_load(&st->posted) != k) {
		atomic_store(&st->stamp[k % STAMPS], 0);
		return false;
	}
	if (r->plan->rate)
		atomic_store(&st->due_ns, due + SEC_NS / r->plan->rate);
	atomic_store_explicit(&st->posted, k + 1, memory_order_release);
	return true;
}

static void post_one(struct run *r)
{
	struct storm *st = r->storm;
	int ret = 0;

	if (!gate_enter(st)) {
		word_wait(&st->gate, 0, 0);
		return;
	}
	if (claim(r))
		ret = r->s->post(r->site);
	if (ret < 0)
		atomic_store(&st->error, ret);
	gate_leave(st);
}

/* True: the next event is due.  The gate may close meanwhile, and move it. */
static bool sleep_until_due(struct storm *st)
{
	uint64_t due = atomic_load(&st->due_ns);

	if (due <= now_ns())
		return true;
	sleep_until(due);
	return false;
}

static void waker_entry(struct run *r, int number)
{
	const struct sched_param none = { 0 };
	struct storm *st = r->storm;

	(void)number;
	prctl(PR_SET_TIMERSLACK, 1UL);
	if (!r->plan->rate)
		sched_setscheduler(0, SCHED_BATCH, &none);
	for (;;) {
		uint64_t taken = atomic_load(&st->taken);

		if (all_posted(r))
			word_wait(&st->gate, 1, NAP_NS);
		else if (is_full(r, taken))
			wait_for_taker(r, taken);
		else if (!r->plan->rate || sleep_until_due(st))
			post_one(r);
	}
}

/* Any waiter but the witness, unless there is no other. */
static struct waiter *victim(struct run *r, uint64_t *random)
{
	int n = r->plan->waiters;

	return &r->waiter[n > 1 ? 1 + random_next(random) % (n - 1) : 0];
}

/* Who sleeps shall tell how long the signal took: from the first that is sent
 * to the handler. */
static void stamp_signal(const struct waiter *w)
{
	unsigned long long none = 0;

	if (atomic_load(&w->slip->inside))
		atomic_compare_exchange_strong(&w->slip->signalled_ns, &none,
					       now_ns());
}

/* Three of four signals; the waiters' own timers are the fourth. */
static void signaller_entry(struct run *r, int number)
{
	struct storm *st = r->storm;
	uint64_t due = now_ns(), random = r->plan->seed;

	(void)number;
	for (;; due += 4 * SEC_NS / (3 * atomic_load(&st->rate))) {
		struct waiter *w = victim(r, &random);

		sleep_until(due);
		while (!gate_enter(st)) {
			word_wait(&st->gate, 0, 0);
			due = now_ns();
		}
		stamp_signal(w);
		waiter_signal(r, w,
			      random_next(&random) % 4 ? SIGUSR1 : SIGUSR2);
		atomic_fetch_add(&st->signals, 1);
		gate_leave(st);
	}
}

int gale_start(struct run *r)
{
	int cpu = cpu_last(), ret = 0;

	atomic_store(&r->storm->rate, r->plan->signals);
	if (r->plan->placement == PLACEMENT_SAME)
		cpu_bind(0, cpu);
	if (r->plan->placement == PLACEMENT_CROSS)
		cpu_bind(0, cpu_other_than(cpu));
	for (int i = 0; i < r->plan->wakers && ret >= 0; i++)
		ret = crew_start(r, waker_entry, i);
	if (ret >= 0 && r->plan->signals)
		ret = crew_start(r, signaller_entry, 0);
	if (r->plan->placement != PLACEMENT_FREE)
		cpu_bind(0, cpu);
	return ret < 0 ? ret : 0;
}
