// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "engine/task.h"
#include "measure/clock.h"
#include "workload/watch.h"

#define QUIET_LOOKS 8  /* without progress, before tasks are nudged */
#define HEAL_LOOKS  12 /* in which they must go on by themselves */
#define LIVELY	    2  /* looks, one after the other */
#define IDLE	    2 /* switches from look to look that are no progress: timers */
#define MUCH	    20 /* switches that are, and no echo of the nudge */
#define AFTERMATH   8  /* looks that an ending takes */

/* What was done since the last look: switches, or many where one runs. */
static uint64_t done(const struct watch *w)
{
	const struct tree *t = &w->program->tree;

	if (!t->asleep || t->who != w->who)
		return MUCH;
	return t->switches > w->switches ? t->switches - w->switches : 0;
}

/* The tasks that were found asleep, the youngest first: those do the work. */
static void take_evidence(struct watch *w)
{
	struct result *r = w->result;
	const struct tree *t = &w->program->tree;
	struct evidence *e = &r->evidence[r->evidences];

	w->tasks = t->tasks;
	if (r->evidences == MAX_EVIDENCE)
		return;
	*e = (struct evidence){ .round = r->tally.rounds,
				.asleep = t->tasks,
				.ready = -1 };
	for (int i = t->n - 1; i >= 0 && e->sleepers < MAX_SLEEPERS; i--) {
		e->sleeper[e->sleepers].waiter = i;
		task_describe(t->pid[i], &e->sleeper[e->sleepers++]);
	}
	if (e->sleepers)
		memcpy(w->asleep_in, e->sleeper[0].wchan, NAME_LEN);
	if (!*r->sleeps_in)
		memcpy(r->sleeps_in, w->asleep_in, NAME_LEN);
	r->evidences++;
}

static void found_loss(struct watch *w)
{
	struct result *r = w->result;
	struct evidence *e = &r->evidence[r->evidences - 1];

	if (!r->tally.lost++)
		r->first_loss_ns = w->quiet_ns - w->start_ns;
	if (!*e->healed)
		snprintf(e->healed, sizeof(e->healed),
			 "stopped and continued, all %d tasks went on by "
			 "themselves",
			 w->tasks);
	w->quiet = w->healing = w->lively = 0;
}

/* They were nudged: do they go on?  Its echo dies away in the first look. */
static void watch_healing(struct watch *w, uint64_t moved)
{
	w->lively = w->healing > 1 && moved >= MUCH ? w->lively + 1 : 0;
	if (w->lively == LIVELY) {
		found_loss(w);
	} else if (++w->healing > HEAL_LOOKS) {
		w->healing = w->lively = 0;
		w->hung = true;
		w->busy = 0;
	}
}

static void watch_quiet(struct watch *w, uint64_t moved)
{
	if (moved > IDLE) {
		w->quiet = 0;
		w->busy++;
		return;
	}
	if (!w->quiet++)
		w->quiet_ns = now_ns();
	if (w->quiet != QUIET_LOOKS)
		return;
	take_evidence(w);
	if (w->program->tree.stopped) { /* somebody stopped it: no proof */
		w->hung = true;
		w->busy = 0;
		return;
	}
	tree_nudge(&w->program->tree);
	w->healing = 1;
}

void watch_look(struct watch *w)
{
	uint64_t moved = done(w);

	w->result->tally.rounds++;
	if (w->healing)
		watch_healing(w, moved);
	else
		watch_quiet(w, moved);
	w->switches = w->program->tree.switches;
	w->who = w->program->tree.who;
}

bool watch_hung(const struct watch *w)
{
	return w->healing || (w->hung && w->busy <= AFTERMATH);
}
