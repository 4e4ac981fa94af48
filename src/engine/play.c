// SPDX-License-Identifier: GPL-2.0
/*
 * Play a script: no waiter runs but where a step lets it.  A step may do
 * nothing: a search need not look at what begins so.
 */
#include "engine/act.h"
#include "engine/narrow.h"
#include "engine/race.h"

/* Two posts at the same time take two posters. */
static bool is_posted_twice(const struct script *s, int i)
{
	int lanes = script_lanes(s, i), posts = 0;

	for (int k = i; k < i + lanes; k++)
		posts += s->step[k].kind == STEP_POST;
	return lanes > 1 && posts > 1;
}

static const char *race_unfit(const struct plan *p)
{
	const struct script *s = &p->script;

	for (int i = 0; i < s->steps; i++)
		if (p->stressor->one_poster && is_posted_twice(s, i))
			return "one task must do all posts";
	return script_races(s) ? needs_two_cpus() : NULL;
}

const char *script_unfit(const struct plan *p)
{
	const char *why = p->script.steps ? NULL : "no --script was given";

	for (int i = 0; i < p->script.steps && !why; i++)
		why = step_unfit(p, p->script.step[i].kind);
	return why ? why : race_unfit(p);
}

/* The waiters by their numbers: sleepers as wakeups pick them, then those that
 * rest. */
static int give_parts(struct run *r)
{
	int n = waiters_in_order(r, r->cast, r->script->waiters);

	if (n < r->script->waiters) {
		verdict(r, BROKEN, "%d waiters are asleep, not %d", n,
			r->script->waiters);
		return -EIO;
	}
	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		w->fate = waiter_phase(w) == RESTING ? RESTS : SLEEPS;
		if (w->fate == RESTS && n < SCRIPT_WAITERS)
			r->cast[n++] = w;
	}
	r->cast_size = n;
	return 0;
}

/* One that is to time out may have done so before all were asleep. */
static bool is_too_late(struct run *r)
{
	int number = script_timed(r->script);

	if (number < 0 || number >= r->cast_size ||
	    (r->timed && r->cast[number] == r->timed))
		return false;
	limit_grow(r);
	return true;
}

/* The absent one comes back, once it is known what happens without it. */
static int end_absence(struct run *r)
{
	struct waiter *w = r->absent;
	int ret;

	let_run(r);
	while (!waiter_has_stopped(r, w) && !atomic_load(&r->shared->stop)) {
		let_others_run(r, 1);
		let_run(r);
	}
	ret = settle(r);
	waiter_continue(r, w);
	return ret;
}

/* Events that came twice, or out of turn.  Who was in front had to get one
 * where nothing but events came. */
static const char *look_for_astray(const struct run *r)
{
	const struct tally *t = r->tally, *before = &r->before;
	bool behind = false;

	if (r->s->satisfies == ALL || r->all_return)
		return NULL;
	if (t->taken - before->taken + t->gone - before->gone >
	    t->posted - before->posted)
		return "more events were taken than were posted";
	if (r->s->wakes == ALL || r->s->lifo || r->s->deferred ||
	    !script_only_posts(r->script))
		return NULL;
	for (int i = 0; i < r->script->waiters; i++) {
		if (behind && r->cast[i]->fate == TOOK)
			return "an event went to a waiter behind the first";
		behind |= r->cast[i]->fate != TOOK;
	}
	return NULL;
}

static int come_to_rest(struct run *r)
{
	int ret;

	hold_let_go(r);
	ret = r->absent ? end_absence(r) : 0;
	if (!ret)
		ret = settle(r);
	if (r->moved)
		cpu_bind(r->moved->tid, r->cpu);
	r->moved = NULL;
	return ret;
}

/* A step, or a race of some.  1, 0: it did nothing, -errno. */
static int play_step(struct run *r, int i, int lanes, int *races)
{
	const struct step *step = &r->script->step[i];

	return lanes > 1 ? race_play(r, (*races)++, step, lanes)
			 : step_play(r, step);
}

/* The steps, up to one behind which nobody can be held any more. */
static int play_steps(struct run *r, const struct script *s, int *races)
{
	bool missed = false;
	int ret = 0;

	for (int i = 0, lanes; i < s->steps && ret >= 0 && !missed;
	     i += lanes) {
		lanes = script_lanes(s, i);
		ret = play_step(r, i, lanes, races);
		missed = ret >= 0 && r->hold.w && hold_follow(r);
		if ((!ret || missed) && r->idle_step < 0)
			r->idle_step = i;
	}
	return ret;
}

int play_script(struct run *r)
{
	const struct script *s = r->script;
	int evidences = r->result->evidences, ret = give_parts(r);
	const char *astray;
	int races = 0;

	r->before = *r->tally;
	r->idle_step = -1;
	r->stirred = false;
	r->hold.missed = script_stretch(s) != NULL;
	r->unplayed = !ret && is_too_late(r);
	if (!ret && !r->unplayed)
		ret = play_steps(r, s, &races);
	if (ret >= 0)
		ret = come_to_rest(r);
	if (!ret && races)
		race_learn(r);
	if (r->hold.missed)
		losses_forget(r, r->before.lost, evidences);
	else if (script_stretch(s))
		r->hold.plays++;
	astray = ret || r->hold.missed ? NULL : look_for_astray(r);
	if (astray) {
		r->astray = astray;
		r->tally->astray++;
	}
	return ret;
}
