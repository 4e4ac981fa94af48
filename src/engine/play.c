// SPDX-License-Identifier: GPL-2.0
/*
 * Play a script: each step does its one thing, and no waiter runs but where a
 * step lets it.  A step that fits nothing, say a signal for a waiter that is
 * back already, does nothing: a search need not look at what begins so.
 */
#include <signal.h>
#include <string.h>

#include "engine/act.h"
#include "engine/narrow.h"
#include "engine/race.h"

#define TURNS	    10 /* of others, in a step that waits for quiet */
#define LIMIT_TICKS 16 /* of a time limit that is for a busy machine */

/* Whom the step names, if it is in wait(). */
static struct waiter *sleeper(struct run *r, const struct step *step)
{
	struct waiter *w =
		step->number < r->cast_size ? r->cast[step->number] : NULL;

	return w && waiter_inside(r, w) ? w : NULL;
}

/* May the site still be used as it is? */
bool site_is_whole(const struct run *r)
{
	return !r->ended && !r->all_return;
}

bool may_post(const struct run *r, int events)
{
	uint64_t most = r->s->satisfies == ALL ? 1 : r->s->max_posts;

	return site_is_whole(r) &&
	       (!most || outstanding(r) + (uint64_t)events <= most);
}

static int do_post(struct run *r, const struct step *step)
{
	int ret = 0;

	if (!may_post(r, step->number))
		return 0;
	for (int i = 0; i < step->number && !ret; i++)
		ret = step_post(r);
	r->stirred = true;
	return ret ? ret : 1;
}

static int do_signal(struct run *r, const struct step *step)
{
	struct waiter *w = sleeper(r, step);
	bool restart = step->kind == STEP_RESTART;

	if (!w)
		return 0;
	step_signal(r, w, restart ? SIGUSR2 : SIGUSR1);
	if (restart)
		waiter_requeued(r, w);
	r->stirred = true;
	return 1;
}

static int do_kill(struct run *r, const struct step *step)
{
	struct waiter *w = sleeper(r, step);

	if (!w)
		return 0;
	waiter_kill(w);
	r->may_be_gone = r->stirred = true;
	return 1;
}

/* The timer wheel is late by an eighth of the time, and by ticks. */
static int do_time_out(struct run *r, const struct step *step)
{
	struct waiter *w = sleeper(r, step);

	if (!w || w != r->timed)
		return 0;
	hold_until(r->called_ns + r->limit_ns + r->limit_ns / 8 +
		   3 * tick_ns());
	r->stirred = true;
	return 1;
}

static int do_stop(struct run *r, const struct step *step)
{
	struct waiter *w = sleeper(r, step);
	int ret;

	if (!w || r->absent)
		return 0;
	ret = waiter_stop(r, w);
	r->stirred = true;
	return ret < 0 ? ret : 1;
}

static int do_continue(struct run *r, const struct step *step)
{
	int ret;

	if (!r->absent || step->number >= r->cast_size ||
	    r->cast[step->number] != r->absent)
		return 0;
	ret = waiter_continue(r, r->absent);
	r->stirred = true;
	return ret < 0 ? ret : 1;
}

static int do_move(struct run *r, const struct step *step)
{
	struct waiter *w = sleeper(r, step);

	if (!w || r->moved)
		return 0;
	r->moved = w;
	cpu_bind(w->tid, cpu_other_than(r->cpu));
	r->stirred = true;
	return 1;
}

bool may_call(const struct run *r, const struct waiter *w)
{
	return waiter_phase(w) == RESTING && !w->killed && site_is_whole(r);
}

static int do_stretch(struct run *r, const struct step *step)
{
	struct waiter *w =
		step->number < r->cast_size ? r->cast[step->number] : NULL;

	if (!w || w->killed || w == r->absent || r->hold.w)
		return 0;
	return hold_begin(r, w, step->place) == 0;
}

static void let_go(struct run *r)
{
	if (r->hold.w)
		r->hold.missed = hold_end(r) != 0;
}

static int do_call(struct run *r, const struct step *step)
{
	struct waiter *w =
		step->number < r->cast_size ? r->cast[step->number] : NULL;

	if (!w || !may_call(r, w))
		return 0;
	waiter_call(r, w);
	r->stirred = true;
	return 1;
}

/* One that sleeps, or was called; who is held runs by itself. */
static int do_run_one(struct run *r, const struct step *step)
{
	struct waiter *w =
		step->number < r->cast_size ? r->cast[step->number] : NULL;
	int ret;

	if (!r->realtime || !r->stirred || !w || w == r->hold.w ||
	    (!waiter_inside(r, w) && waiter_phase(w) != CALLED))
		return 0;
	let_one_run(w);
	ret = fold_in(r);
	return ret < 0 ? ret : 1;
}

static int do_run(struct run *r, const struct step *step)
{
	int ret;

	if (!r->stirred)
		return 0;
	r->stirred = false;
	let_go(r);
	let_run(r);
	if (step->kind == STEP_QUIET)
		let_others_run(r, TURNS);
	ret = fold_in(r);
	return ret < 0 ? ret : 1;
}

bool may_resize(const struct run *r)
{
	return site_is_whole(r) && !outstanding(r) &&
	       r->tally->posted == r->before.posted;
}

static int do_resize(struct run *r, const struct step *step)
{
	int more;

	(void)step;
	if (!may_resize(r))
		return 0;
	more = r->s->resize(r->site);
	if (more < 1) {
		verdict(r, BROKEN, "resize() failed: %s",
			more ? strerror(-more) : "no room was made");
		return -EIO;
	}
	r->tally->posted += more;
	r->ended = r->stirred = true;
	return 1;
}

static int do_hang_up(struct run *r, const struct step *step)
{
	int ret;

	(void)step;
	if (!site_is_whole(r))
		return 0;
	ret = r->s->hang_up(r->site);
	if (ret < 0) {
		verdict(r, BROKEN, "hang_up() failed: %s", strerror(-ret));
		return ret;
	}
	r->hung_up = r->all_return = r->ended = r->stirred = true;
	return 1;
}

static const struct {
	int (*play)(struct run *r, const struct step *step);
	const char *(*unfit)(const struct plan *p);
	const char *(*missing)(void);
} steps[STEP_KINDS] = {
	[STEP_POST] = { .play = do_post },
	[STEP_SIGNAL] = { .play = do_signal, .unfit = needs_signal },
	[STEP_RESTART] = { .play = do_signal, .unfit = needs_signal },
	[STEP_KILL] = { .play = do_kill, .unfit = needs_mortal },
	[STEP_TIME_OUT] = { .play = do_time_out, .unfit = needs_wait_for },
	[STEP_STOP] = { .play = do_stop, .unfit = needs_process },
	[STEP_CONTINUE] = { .play = do_continue, .unfit = needs_process },
	[STEP_MOVE] = { .play = do_move, .missing = needs_two_cpus },
	[STEP_STRETCH] = { .play = do_stretch, .missing = narrow_missing },
	[STEP_CALL] = { .play = do_call, .unfit = needs_one_to_an_event },
	[STEP_RUN_ONE] = { .play = do_run_one },
	[STEP_RUN] = { .play = do_run },
	[STEP_QUIET] = { .play = do_run },
	[STEP_RESIZE] = { .play = do_resize, .unfit = needs_resize },
	[STEP_HANG_UP] = { .play = do_hang_up, .unfit = needs_hang_up },
};

const char *step_unfit(const struct plan *p, enum step_kind kind)
{
	const char *why = steps[kind].unfit ? steps[kind].unfit(p) : NULL;

	if (!why && steps[kind].missing)
		why = steps[kind].missing();
	return why;
}

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
	r->limit_ns = r->limit_ns < LIMIT_TICKS * tick_ns() ? 2 * r->limit_ns
							    : tick_ns();
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

	let_go(r);
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
			 : steps[step->kind].play(r, step);
}

/* A play in which nobody was held as it says does not count. */
static void forget(struct run *r, int evidences)
{
	r->tally->lost = r->before.lost;
	r->result->evidences = evidences;
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
		forget(r, evidences);
	else if (script_stretch(s))
		r->hold.plays++;
	astray = ret || r->hold.missed ? NULL : look_for_astray(r);
	if (astray) {
		r->astray = astray;
		r->tally->astray++;
	}
	return ret;
}
