// SPDX-License-Identifier: GPL-2.0
/*
 * One waiter is held at a place of the kernel, on another CPU, while the event
 * is posted.  A wakeup that still chooses it is its business then, and if it
 * leaves without another look that wakeup is lost: the others sleep on.
 *
 * prepare_to_wait() makes the state TASK_INTERRUPTIBLE, whatever signals are
 * pending, and finish_wait() makes it TASK_RUNNING (kernel/sched/wait.c).  In
 * between try_to_wake_up() chooses the task.  A signal that comes to a sleeper
 * makes it TASK_RUNNING at once, so it has to queue again with the signal
 * pending: in its loop, or because the signal came before.
 */
#include <signal.h>
#include <string.h>

#include "engine/narrow.h"

#define PATIENCE_NS SEC_NS /* for a waiter to come by, of any kind */
#define LOOKS	    1000   /* for one to come back, or to fall asleep */

static bool all_rest(const struct run *r)
{
	for (int i = 0; i < r->plan->waiters; i++)
		if (r->waiter[i].killed ||
		    waiter_phase(&r->waiter[i]) != RESTING)
			return false;
	return true;
}

int narrow_rest_all(struct run *r)
{
	int ret = 0;

	for (int i = 0; i < r->plan->waiters; i++)
		if (waiter_phase(&r->waiter[i]) == WAITING)
			waiter_throw_out(r, &r->waiter[i]);
	for (int looks = 0; looks < LOOKS && !ret && !all_rest(r); looks++) {
		ret = settle(r);
		let_others_run(r, 1);
	}
	return ret;
}

/* w comes by, on its CPU. */
static bool comes_by(struct run *r, struct waiter *w, const struct stretch *st)
{
	uint64_t end_ns = now_ns() + PATIENCE_NS;

	while (!stretch_holds(st)) {
		if (atomic_load(&r->shared->stop) || now_ns() > end_ns ||
		    waiter_has_left(w))
			return false;
		let_others_run(r, 1);
	}
	return !waiter_has_left(w); /* else it stands where it rests */
}

/* A waiter, and where it is to be held: on its way in, and on its way out. */
struct passage {
	struct waiter *w;
	struct stretch in, at;
};

/* As in hold_let_go(): nobody is held, or comes by. */
static void close_all(struct run *r, struct passage *p)
{
	waiter_let_rest(r, p->w);
	stretch_close(&p->in);
	stretch_close(&p->at);
	r->absent = NULL;
}

/* w stands there: post, and let it go. */
static int post_beside(struct run *r, struct passage *p)
{
	uint64_t lost = r->tally->lost;
	int evidences = r->result->evidences;
	int ret = step_post(r);
	bool held = stretch_free(&p->at) == 0;

	close_all(r, p);
	r->may_be_gone = p->w->killed;
	if (!ret)
		ret = settle(r);
	if (!held)
		losses_forget(r, lost, evidences);
	if (ret)
		return ret;
	return held ? NARROW_JUDGED : NARROW_VOID;
}

/* It is not held, or not any more: go on as if nothing had been. */
static int give_up(struct run *r, struct passage *p)
{
	int freed = stretch_free(&p->at), ret;
	bool missed = freed == -ENODATA || (!freed && waiter_has_left(p->w));

	close_all(r, p);
	ret = settle(r);
	if (ret)
		return ret;
	return missed ? NARROW_MISSED : NARROW_VOID;
}

static int try_leaving(struct run *r, const char *window)
{
	struct passage p = { .w = head_waiter(r), .in.fd = -1 };
	int ret;

	if (!p.w || stretch_arm(&p.at, p.w->tid, window))
		return NARROW_MISSED;
	cpu_bind(p.w->tid, cpu_other_than(r->cpu));
	waiter_throw_out(r, p.w);
	ret = comes_by(r, p.w, &p.at) ? post_beside(r, &p) : give_up(r, &p);
	waiter_bring_back(r, p.w);
	return ret;
}

/* All others sleep; in time, if w is held meanwhile. */
static bool call_others(struct run *r, const struct passage *p, bool held)
{
	int others = r->plan->waiters - 1;

	for (int i = 0; i <= others; i++)
		if (&r->waiter[i] != p->w &&
		    waiter_phase(&r->waiter[i]) == RESTING)
			waiter_call(r, &r->waiter[i]);
	for (int looks = 0; looks < LOOKS; looks++) {
		let_run(r);
		if (all_asleep(r) == others)
			return !held || stretch_holds(&p->at);
		if (held && !stretch_holds(&p->at))
			return false;
		let_others_run(r, 1);
	}
	return false;
}

/* w goes in, is thrown out on its way, and stands where it leaves. */
static bool pass_through(struct run *r, struct passage *p)
{
	bool there;

	cpu_bind(p->w->tid, cpu_other_than(r->cpu));
	waiter_call(r, p->w);
	there = comes_by(r, p->w, &p->in);
	if (there)
		waiter_throw_out(r, p->w);
	if (stretch_free(&p->in) || !there)
		return false;
	return comes_by(r, p->w, &p->at);
}

/* Where the last one is woken first, the others are there before. */
static int enter(struct run *r, struct passage *p)
{
	bool there = !r->s->lifo || call_others(r, p, false);

	there = there && pass_through(r, p);
	if (there) {
		r->absent = p->w;
		there = r->s->lifo || call_others(r, p, true);
	}
	return there ? post_beside(r, p) : give_up(r, p);
}

static int try_entering(struct run *r, const char *window,
			const char *window_in)
{
	struct passage p = { .w = &r->waiter[0] };
	int ret = narrow_rest_all(r);

	if (ret)
		return ret;
	if (waiter_phase(p.w) != RESTING)
		return NARROW_VOID;
	if (stretch_arm(&p.in, p.w->tid, window_in))
		return NARROW_MISSED;
	if (stretch_arm(&p.at, p.w->tid, window)) {
		stretch_close(&p.in);
		return NARROW_MISSED;
	}
	ret = enter(r, &p);
	waiter_bring_back(r, p.w);
	return ret;
}

int narrow_arrive(struct run *r, const char *window)
{
	struct passage p = { .w = &r->waiter[0], .in.fd = -1 };
	int ret = narrow_rest_all(r);

	if (ret)
		return ret;
	if (waiter_phase(p.w) != RESTING)
		return NARROW_VOID;
	if (stretch_arm(&p.at, p.w->tid, window))
		return NARROW_MISSED;
	cpu_bind(p.w->tid, cpu_other_than(r->cpu));
	waiter_call(r, p.w);
	ret = comes_by(r, p.w, &p.at) ? post_beside(r, &p) : give_up(r, &p);
	waiter_bring_back(r, p.w);
	return ret;
}

int narrow_try(struct run *r, const char *window, const char *window_in)
{
	return window_in ? try_entering(r, window, window_in)
			 : try_leaving(r, window);
}
