// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <string.h>

#include "engine/act.h"
#include "engine/lane.h"

struct lane_kind {
	/* False: there is nothing to do. */
	bool (*ready)(struct run *r, const struct lane *l);
	int (*act)(struct run *r, const struct lane *l);
};

static bool ready_post(struct run *r, const struct lane *l)
{
	if (!may_post(r, l->step->number))
		return false;
	if (r->s->satisfies == ALL)
		r->all_return = true;
	else
		r->tally->posted += (uint64_t)l->step->number;
	return true;
}

static int act_post(struct run *r, const struct lane *l)
{
	int ret = 0;

	for (int i = 0; i < l->step->number && ret >= 0; i++)
		ret = r->s->post(r->site);
	return ret;
}

static bool ready_signal(struct run *r, const struct lane *l)
{
	if (!l->w || !waiter_inside(r, l->w))
		return false;
	r->tally->signals++;
	return true;
}

static int act_signal(struct run *r, const struct lane *l)
{
	waiter_signal(r, l->w,
		      l->step->kind == STEP_RESTART ? SIGUSR2 : SIGUSR1);
	return 0;
}

static bool ready_kill(struct run *r, const struct lane *l)
{
	if (!l->w || !waiter_inside(r, l->w))
		return false;
	r->may_be_gone = true;
	return true;
}

static int act_kill(struct run *r, const struct lane *l)
{
	(void)r;
	waiter_kill(l->w);
	return 0;
}

static bool ready_call(struct run *r, const struct lane *l)
{
	if (!l->w || !may_call(r, l->w))
		return false;
	waiter_prepare(r, l->w);
	return true;
}

static int act_call(struct run *r, const struct lane *l)
{
	(void)r;
	waiter_go(l->w);
	return 0;
}

static bool ready_resize(struct run *r, const struct lane *l)
{
	(void)l;
	if (!may_resize(r))
		return false;
	r->ended = true;
	return true;
}

static int act_resize(struct run *r, const struct lane *l)
{
	int more = r->s->resize(r->site);

	(void)l;
	return more ? more : -EIO;
}

static bool ready_hang_up(struct run *r, const struct lane *l)
{
	(void)l;
	if (!site_is_whole(r))
		return false;
	r->hung_up = r->all_return = r->ended = true;
	return true;
}

static int act_hang_up(struct run *r, const struct lane *l)
{
	(void)l;
	return r->s->hang_up(r->site);
}

static const struct lane_kind kinds[STEP_KINDS] = {
	[STEP_POST] = { ready_post, act_post },
	[STEP_SIGNAL] = { ready_signal, act_signal },
	[STEP_RESTART] = { ready_signal, act_signal },
	[STEP_KILL] = { ready_kill, act_kill },
	[STEP_CALL] = { ready_call, act_call },
	[STEP_RESIZE] = { ready_resize, act_resize },
	[STEP_HANG_UP] = { ready_hang_up, act_hang_up },
};

void lane_prepare(struct run *r, struct lane *l, const struct step *step)
{
	*l = (struct lane){ .step = step, .w = step_waiter(r, step) };
	l->on = kinds[step->kind].ready(r, l);
}

void lane_act(struct run *r, struct lane *l)
{
	l->begin_ns = now_ns();
	l->ret = kinds[l->step->kind].act(r, l);
}

int lane_conclude(struct run *r, const struct lane *l)
{
	if (!l->on)
		return 0;
	if (l->ret < 0) {
		verdict(r, BROKEN, "%s in a race failed: %s",
			step_words[l->step->kind], strerror(-l->ret));
		return l->ret;
	}
	if (l->step->kind == STEP_RESIZE)
		r->tally->posted += (uint64_t)l->ret;
	if (l->step->kind == STEP_POST)
		r->posted_ns = l->begin_ns;
	return 0;
}
