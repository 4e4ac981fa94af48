// SPDX-License-Identifier: GPL-2.0
/*
 * Storm: waiters, wakers and signals at full speed.  Now and then a gate
 * closes, everything comes to rest, and the same oracle looks.  The clock paces
 * the pauses; it decides nothing.
 *
 * Waiter 0 is the witness: it is never signalled, so a lost wakeup always has
 * somebody who sleeps on.
 */
#include <string.h>

#include "engine/storm.h"
#include "measure/random.h"
#include "measure/steer.h"

#define TICK_NS	       (2 * MSEC_NS)
#define PAUSE_EVERY_NS (50 * MSEC_NS)
#define PAUSE_SHARE    20	     /* of the time, at most one in so many */
#define DRAIN_EVERY    (1ULL << 31)  /* events: no bucket of a waiter is full */
#define PHASE_NS       (4 * MSEC_NS) /* a tick of most kernels */

/* What the engine remembers from one pause to the next. */
struct watch {
	uint64_t taken, signals, coincidences; /* when last looked at */
	uint64_t moved_ns;   /* when an event was last seen taken */
	uint64_t paused_at;  /* events taken at the last pause */
	uint64_t pause_ns;   /* how long that one took, */
	uint64_t look_ns;    /* and to look at all the last time it had to */
	uint64_t drained_at; /* events taken when last drained */
	uint64_t idle_ns;    /* since when all has been quiet */
	struct steer steer;
};

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

/* The same, and see those asleep: an event finds nobody on the way there. */
static int call_back_and_see(struct run *r)
{
	uint64_t first = r->tickets;
	int ret = call_back(r);

	for (int i = 0; i < r->plan->waiters && !ret; i++)
		while (r->waiter[i].ticket >= first &&
		       waiter_awake(r, &r->waiter[i]) &&
		       !atomic_load(&r->shared->stop))
			let_others_run(r, 1);
	return ret;
}

/* Negative where a site lets more through than was posted. */
static int64_t left(const struct storm *st)
{
	return (int64_t)(atomic_load(&st->posted) - atomic_load(&st->taken));
}

/* As long as it is shorter than to look at all. */
static uint64_t patience_ns(const struct watch *watch)
{
	return watch->look_ns > TICK_NS ? watch->look_ns : TICK_NS;
}

/* The usual case: what is under way is taken in no time, and nobody needs to be
 * looked at. */
static void wait_for_takers(const struct run *r, uint64_t ns)
{
	struct storm *st = r->storm;
	unsigned taken = (unsigned)atomic_load(&st->taken);

	atomic_fetch_add(&st->idle, 1);
	for (uint64_t end = now_ns() + ns; left(st) > 0 && now_ns() < end;
	     taken = (unsigned)atomic_load(&st->taken))
		crew_wait(r, taken_word(st), taken, TICK_NS);
	atomic_fetch_sub(&st->idle, 1);
}

static int judge(struct run *r, struct watch *watch)
{
	uint64_t since = now_ns();
	int ret = 1;

	r->confirmed = false;
	r->looks = 0;
	while (ret > 0 && left(r->storm) > 0 &&
	       !atomic_load(&r->shared->stop)) {
		let_run(r);
		if (left(r->storm) > 0)
			ret = oracle_judge(r, r->tally->rounds,
					   (uint64_t)left(r->storm));
		if (ret > 0)
			let_others_run(r, 1);
		watch->look_ns = now_ns() - since;
	}
	return ret < 0 ? ret : 0;
}

/* When the last event was taken, or nobody was left to post: quiet since. */
static uint64_t last_taken_ns(const struct run *r, uint64_t closed_ns)
{
	uint64_t last = closed_ns;

	for (int i = 0; i < r->plan->waiters; i++)
		if (r->waiter[i].slip->woke_ns > last)
			last = r->waiter[i].slip->woke_ns;
	return last;
}

/* More were taken than posted: what stamps are left are nobody's. */
static void forget_stamps(struct storm *st)
{
	for (unsigned i = 0; i < STAMPS; i++)
		atomic_store(&st->stamp[i], 0);
}

/* Buckets of a waiter hold 32 bits. */
static void drain_in_time(struct run *r, struct watch *watch)
{
	uint64_t taken = atomic_load(&r->storm->taken);

	if (taken - watch->drained_at < DRAIN_EVERY)
		return;
	watch->drained_at = taken;
	gust_drain(r);
}

/* Close the gate, wait for quiet, let the oracle look, call all back. */
static int pause_and_judge(struct run *r, struct watch *watch)
{
	struct storm *st = r->storm;
	int ret = atomic_load(&st->error);

	gale_close(r);
	watch->idle_ns = now_ns();
	if (ret) {
		verdict(r, BROKEN, "post() failed: %s", strerror(-ret));
		return ret;
	}
	wait_for_takers(r, patience_ns(watch));
	ret = judge(r, watch);
	r->tally->rounds++;
	r->tally->posted = atomic_load(&st->posted);
	if (ret)
		return ret;
	if (r->plan->rate)
		watch->idle_ns = last_taken_ns(r, watch->idle_ns);
	if (left(st) < 0)
		forget_stamps(st);
	drain_in_time(r, watch);
	return call_back_and_see(r);
}

/* Put what has happened since the last time into the timeline. */
static void look(struct run *r, struct watch *watch)
{
	uint64_t taken = atomic_load(&r->storm->taken);
	uint64_t signals = atomic_load(&r->storm->signals);

	timeline_add(&r->result->timeline, now_ns() - r->start_ns,
		     taken - watch->taken, signals - watch->signals);
	if (taken != watch->taken)
		watch->moved_ns = now_ns();
	watch->taken = taken;
	watch->signals = signals;
	atomic_store(&r->shared->progress, taken);
}

/*
 * Is it time for a pause: no progress, too few left to wake, or just time?  A
 * pause that takes long, for there are many to look at, is worth waiting for.
 * Where nothing is under way, and nobody rests, there is nothing to look at:
 * in an open loop the next event may not be due yet.
 */
static bool pause_due(struct run *r, struct watch *watch, uint64_t since_ns)
{
	const struct storm *st = r->storm;
	unsigned resting = atomic_load(&st->resting);
	bool stalled, news;
	uint64_t now;

	look(r, watch);
	now = now_ns();
	stalled = (left(st) > 0 || all_posted(r)) &&
		  now - watch->moved_ns > patience_ns(watch);
	news = watch->taken != watch->paused_at || resting;
	return stalled || 2 * resting > (unsigned)r->plan->waiters ||
	       (r->deadline_ns && now > r->deadline_ns) ||
	       (news && now - since_ns > PAUSE_EVERY_NS &&
		now - since_ns > PAUSE_SHARE * watch->pause_ns);
}

/*
 * Where in a tick a gust begins is chance, and the seed's.  Without it, in
 * virtual time, all seeds play one and the same run: as many boots as you like
 * would tell no more than one.
 */
static void wait_for_phase(struct run *r)
{
	word_wait(&r->storm->gate, 0, 1 + random_next(&r->random) % PHASE_NS);
}

/* Signals by what they lead to. */
static void steer_signals(struct run *r, struct watch *watch, uint64_t ran_ns)
{
	struct storm *st = r->storm;
	uint64_t sum = 0, rate = atomic_load(&st->rate);

	if (!r->plan->coincidences)
		return;
	for (int i = 0; i < r->plan->waiters; i++)
		sum += r->waiter[i].slip->coincidences;
	rate = steer(&watch->steer, rate, (double)r->plan->coincidences,
		     (double)(sum - watch->coincidences) * SEC_NS /
			     (double)(ran_ns + 1));
	watch->coincidences = sum;
	atomic_store(&st->rate, rate);
}

static int blow(struct run *r, struct watch *watch)
{
	uint64_t since, until;
	int ret;

	wait_for_phase(r);
	since = now_ns();
	gale_open(r, watch->idle_ns);
	watch->moved_ns = since;
	do
		word_wait(&r->storm->gate, 1, TICK_NS);
	while (!pause_due(r, watch, since) && !atomic_load(&r->shared->stop));
	until = now_ns();
	r->result->storm.running_ns += until - since;
	steer_signals(r, watch, until - since);
	ret = pause_and_judge(r, watch);
	look(r, watch);
	watch->paused_at = watch->taken;
	watch->pause_ns = now_ns() - until;
	return ret;
}

static void fold(struct run *r)
{
	r->tally->taken = atomic_load(&r->storm->taken);
	r->tally->signals = atomic_load(&r->storm->signals);
	r->result->storm.signal_rate = atomic_load(&r->storm->rate);
	gust_fold(r);
	if (r->plan->trace)
		tracer_stop(r);
}

void storm(struct run *r)
{
	struct watch watch = { 0 };
	int ret = 0;

	if (r->plan->placement != PLACEMENT_FREE)
		cpu_unbind(); /* we look on from wherever there is room */
	if (r->plan->trace) {
		ret = tracer_start(r);
		if (ret)
			verdict(r, BROKEN, "can't trace: %s", strerror(-ret));
	}
	if (!ret && !call_back(r)) {
		let_run(r);
		if (quiet_look_at_place(r))
			return;
		r->random = r->plan->seed;
		start_clock(r);
		watch.idle_ns = now_ns();
		atomic_store(&r->storm->due_ns, watch.idle_ns);
		while (!run_over(r) && !blow(r, &watch))
			;
	}
	fold(r);
}
