// SPDX-License-Identifier: GPL-2.0
/*
 * The steps of scripts: each does its one thing.  1; 0: it fits nothing, say a
 * signal for a waiter that is back already, and does nothing; or -errno.
 */
#include <signal.h>
#include <string.h>

#include "engine/act.h"
#include "engine/narrow.h"

#define TURNS 10 /* of others, in a step that waits for quiet */

struct waiter *step_waiter(struct run *r, const struct step *step)
{
	return step_names_waiter(step->kind) && step->number < r->cast_size
		       ? r->cast[step->number]
		       : NULL;
}

/* Whom the step names, if it is in wait(). */
static struct waiter *sleeper(struct run *r, const struct step *step)
{
	struct waiter *w = step_waiter(r, step);

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

	if (!r->absent || step_waiter(r, step) != r->absent)
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
	struct waiter *w = step_waiter(r, step);

	if (!w || w->killed || w == r->absent || r->hold.w)
		return 0;
	return hold_begin(r, w, step->place) == 0;
}

static int do_call(struct run *r, const struct step *step)
{
	struct waiter *w = step_waiter(r, step);

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
	hold_let_go(r);
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

int step_play(struct run *r, const struct step *step)
{
	return steps[step->kind].play(r, step);
}

const char *step_unfit(const struct plan *p, enum step_kind kind)
{
	const char *why = steps[kind].unfit ? steps[kind].unfit(p) : NULL;

	if (!why && steps[kind].missing)
		why = steps[kind].missing();
	return why;
}
