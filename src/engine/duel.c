// SPDX-License-Identifier: GPL-2.0
/*
 * Duel: all waiters sleep, then an act is played before any of them can run: an
 * event is posted and its taker signalled at once, killed, stopped ...  With
 * real-time priorities nothing comes in between, so a kernel that loses this
 * wakeup loses it in every round.
 */
#include <signal.h>
#include <string.h>

#include "engine/act.h"

/* A waiter that takes more never sleeps. */
#define CALLS_TO_SLEEP 1000
#define LOOKS_TO_SLEEP 1000

/* Waiters that are in wait(), or on their way. */
static int count_called(const struct run *r)
{
	int n = 0;

	for (int i = 0; i < r->plan->waiters; i++)
		n += waiter_phase(&r->waiter[i]) != RESTING;
	return n;
}

/* Fold in what came back; the number of waiters called into wait(). */
static int call_resting(struct run *r)
{
	int want, called = 0, ret;

	ret = score_all(r);
	if (ret)
		return ret;
	want = r->sleepers - count_called(r);
	for (int i = 0; i < r->plan->waiters && called < want; i++) {
		struct waiter *w = &r->waiter[i];

		if (waiter_phase(w) != RESTING)
			continue;
		waiter_call(r, w);
		called++;
	}
	return called;
}

/* A waiter that was called may still want a page or, where kernel threads hold
 * locks, not be on its queue yet. */
static bool is_under_way(struct run *r)
{
	for (int i = 0; i < r->plan->waiters; i++)
		if (waiter_phase(&r->waiter[i]) == CALLED)
			return true;
	return r->s->deferred && all_asleep(r) == -EAGAIN;
}

/* All waiters asleep in wait(), in the order in which they were called. */
static int enlist(struct run *r)
{
	int calls = 0, looks = 0, called;

	while (calls < CALLS_TO_SLEEP && looks < LOOKS_TO_SLEEP) {
		called = call_resting(r);
		if (called < 0)
			return called;
		if (!called && !is_under_way(r))
			return 0;
		if (called)
			calls++;
		else
			let_others_run(r, ++looks);
		let_run(r);
		if (atomic_load(&r->shared->stop))
			return -EINTR;
	}
	verdict(r, BROKEN, "waiters come back from wait() and never sleep");
	return -ELOOP;
}

/* Who was back before the last post has the event of an earlier one. */
static void stamp(struct run *r, const struct slip *slip)
{
	if (slip->ret < 0 || slip->woke_ns < r->posted_ns)
		return;
	hist_record(&r->result->latency, slip->woke_ns - r->posted_ns);
	if (slip->kernel_ns)
		hist_record(&r->result->kernel_latency, slip->kernel_ns);
}

int fold_in(struct run *r)
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
		if (w->slip->ret == -EAGAIN && !r->hung_up) {
			waiter_call(r, w);
			sent_back++;
		}
	}
	return sent_back;
}

uint64_t outstanding(const struct run *r)
{
	const struct tally *t = r->tally;
	uint64_t had = t->taken + t->gone;

	if (r->all_return)
		return waiters_inside(r);
	return t->posted > had ? t->posted - had : 0;
}

int settle(struct run *r)
{
	int again;

	r->confirmed = false;
	r->looks = 0;
	do {
		let_run(r);
		again = waiters_bury(r);
		if (!again)
			again = fold_in(r);
		if (!again && outstanding(r))
			again = oracle_judge(r, r->tally->rounds,
					     outstanding(r));
		if (again > 0)
			let_others_run(r, 1);
	} while (again > 0 && !atomic_load(&r->shared->stop));
	return again < 0 ? again : 0;
}

int step_post(struct run *r)
{
	return step_post_by(r, r->s->post);
}

int step_post_by(struct run *r, int (*post)(void *site))
{
	int ret;

	r->posted_ns = now_ns();
	ret = post(r->site);
	if (ret < 0) {
		verdict(r, BROKEN, "post() failed: %s", strerror(-ret));
		return ret;
	}
	if (r->s->satisfies == ALL)
		r->all_return = true;
	else
		r->tally->posted++;
	return 0;
}

void waiter_throw_out(struct run *r, struct waiter *w)
{
	if (r->s->stop == STOP_KILL)
		waiter_kill(w);
	else
		step_signal(r, w, SIGUSR1);
}

void step_signal(struct run *r, const struct waiter *w, int sig)
{
	waiter_signal(r, w, sig);
	r->tally->signals++;
}

/* Whose wait() has a time limit, of those that are called one by one: the one
 * that a wakeup picks first, or whom the script names. */
static struct waiter *timed_waiter(struct run *r)
{
	int place = r->script ? script_timed(r->script) : 0;

	return &r->waiter[r->s->lifo ? r->sleepers - 1 - place : place];
}

/* What was to let all through has done so. */
static void all_are_back(struct run *r)
{
	if (r->all_return)
		r->tally->posted = r->tally->taken + r->tally->gone;
	r->all_return = r->hung_up = false;
}

/* Where nothing else ends a sleep, one event after the other does. */
static int let_out(struct run *r, int left)
{
	int ret = 0;

	while (!ret && (int)waiters_inside(r) > left) {
		ret = step_post(r);
		if (!ret)
			ret = settle(r);
		all_are_back(r);
	}
	return ret;
}

/* All but the first few. */
static int throw_out(struct run *r, int left)
{
	struct waiter *stays[SCRIPT_WAITERS];

	left = waiters_in_order(r, stays, left);
	for (int i = 0, k; i < r->plan->waiters; i++) {
		for (k = 0; k < left && stays[k] != &r->waiter[i]; k++)
			;
		if (k == left && waiter_inside(r, &r->waiter[i]))
			waiter_throw_out(r, &r->waiter[i]);
	}
	return settle(r);
}

/* No more than are to sleep, and none from an earlier round where one is to
 * have a time limit, or where it is not known who is in front. */
int thin_out(struct run *r)
{
	bool is_timed =
		r->script ? script_timed(r->script) >= 0
			  : act_table[r->plan->act].fresh && r->tally->rounds;
	int left = is_timed || r->jumbled ? 0 : r->sleepers;

	r->jumbled = false;
	r->timed = is_timed ? timed_waiter(r) : NULL;
	if ((int)waiters_inside(r) <= left)
		return 0;
	if (r->s->stop == STOP_NOTHING)
		return let_out(r, left);
	if (r->s->stop == STOP_KILL && r->plan->threads)
		return site_reopen(r);
	return throw_out(r, left);
}

/* Make the condition false again. */
static int rearm(struct run *r)
{
	int ret = r->s->rearm ? r->s->rearm(r->site) : 0;

	if (ret < 0)
		verdict(r, BROKEN, "rearm() failed: %s", strerror(-ret));
	return ret < 0 ? ret : 0;
}

/* All asleep, and the site as it was when it was opened. */
static int prepare(struct run *r)
{
	int ret;

	/* What is left is for those that rest: rearm() may throw it away. */
	r->sleepers = r->plan->waiters;
	ret = outstanding(r) ? enlist(r) : 0;
	if (r->script)
		r->sleepers = r->script->waiters;
	if (!ret)
		ret = thin_out(r);
	if (!ret)
		ret = rearm(r);
	if (!ret)
		ret = enlist(r);
	if (!ret && !r->placed) {
		ret = quiet_look_at_place(r);
		if (!ret)
			ret = enlist(r);
	}
	/* Who just fell asleep found no event: a killed waiter has it. */
	if (!ret && r->may_be_gone) {
		r->tally->gone += outstanding(r);
		r->may_be_gone = false;
	}
	return ret;
}

static int clean_up(struct run *r)
{
	int ret = 0;

	all_are_back(r);
	if (act_table[r->plan->act].ends_site || r->ended) {
		r->ended = false;
		r->tally->gone += outstanding(r);
		ret = site_reopen(r);
	}
	if (ret)
		verdict(r, BROKEN, "can't open the site again: %s",
			strerror(-ret));
	return ret;
}

int play_round(struct run *r, int (*play)(struct run *r))
{
	int ret = prepare(r);

	r->before = *r->tally;
	if (!ret)
		ret = play(r);
	if (!ret)
		ret = settle(r);
	if (!ret)
		ret = clean_up(r);
	r->tally->rounds++;
	atomic_fetch_add(&r->shared->progress, 1);
	return ret;
}

int one_round(struct run *r)
{
	return play_round(r, act_table[r->plan->act].play);
}

void duel(struct run *r)
{
	r->random = r->plan->seed;
	r->limit_ns = tick_ns();
	if (r->plan->act == ACT_SCRIPT)
		r->script = &r->plan->script;
	start_clock(r);
	while (!run_over(r) && !one_round(r))
		;
}
