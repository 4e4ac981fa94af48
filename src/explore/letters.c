// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "engine/act.h"
#include "explore/letters.h"
#include "measure/random.h"

#define POSTS 2 /* at a time */
#define TRIES 100

int step_weight(const struct stressor *s, enum step_kind kind)
{
	switch (kind) {
	case STEP_TIME_OUT: return 2;		       /* some ticks */
	case STEP_KILL: return s->stop == STOP_SIGNAL; /* fork() */
	case STEP_MOVE:
	case STEP_RESIZE:
	case STEP_HANG_UP: return 1; /* waiters and site anew */
	default: return 0;
	}
}

static void add(struct letters *l, enum step_kind kind, int number)
{
	if (l->n < MAX_LETTERS)
		l->step[l->n++] =
			(struct step){ .kind = kind, .number = number };
}

void letters_make(struct letters *l, const struct plan *plan)
{
	bool deferred = plan->stressor->deferred;

	l->n = 0;
	for (int kind = 0; kind < STEP_KINDS; kind++) {
		if (kind == STEP_STRETCH || step_unfit(plan, kind) ||
		    (kind == STEP_QUIET && !deferred))
			continue;
		if (kind == STEP_POST)
			for (int k = 1; k <= POSTS; k++)
				add(l, kind, k);
		else if (step_names_waiter(kind))
			for (int w = 0; w < plan->waiters; w++)
				add(l, kind, w);
		else
			add(l, kind, 0);
	}
}

static bool is_run(enum step_kind kind)
{
	return kind == STEP_RUN || kind == STEP_QUIET;
}

/* May b stand behind a? */
static bool may_follow(enum step_kind a, enum step_kind b)
{
	return !(is_run(a) && (is_run(b) || b == STEP_RUN_ONE)) &&
	       !(a == STEP_POST && b == STEP_POST);
}

/* Is b one that stands behind a in a race?  Only events come twice. */
static bool in_turn(const struct step *a, const struct step *b)
{
	return a->kind < b->kind ||
	       (a->kind == b->kind &&
		(a->number < b->number || a->kind == STEP_POST));
}

static bool race_is_proper(const struct script *s, int i)
{
	int lanes = script_lanes(s, i);

	for (int k = i; k < i + lanes; k++)
		if ((k > i && !in_turn(&s->step[k - 1], &s->step[k])) ||
		    (s->step[k].kind == STEP_POST && s->step[k].number > 1))
			return false;
	return !race_fault(&s->step[i], lanes);
}

bool script_is_proper(const struct script *s)
{
	int known = s->waiters;

	if (s->steps < 2 || !is_run(s->step[s->steps - 1].kind) ||
	    is_run(s->step[0].kind) || s->step[0].kind == STEP_RUN_ONE)
		return false;
	for (int i = 0; i < s->steps; i++) {
		const struct step *step = &s->step[i];

		if (script_lanes(s, i) > 1 && !step->beside &&
		    !race_is_proper(s, i))
			return false;
		if (i && !step->beside &&
		    !may_follow(step[-1].kind, step->kind))
			return false;
		if (step->kind == STEP_CALL && step->number == known)
			known++;
		if (step_names_waiter(step->kind) && step->number >= known)
			return false;
	}
	return true;
}

void script_finish(struct script *s)
{
	if (s->steps && !is_run(s->step[s->steps - 1].kind) &&
	    s->steps < SCRIPT_STEPS)
		s->step[s->steps++] = (struct step){ .kind = STEP_RUN };
}

static struct step random_step(const struct letters *l, uint64_t *random)
{
	return l->step[random_next(random) % (uint64_t)l->n];
}

void script_random(struct script *s, const struct letters *l, int waiters,
		   int steps, uint64_t *random)
{
	int tries = TRIES;

	do {
		s->waiters = 1 + (int)(random_next(random) % (uint64_t)waiters);
		s->steps =
			1 + (int)(random_next(random) % (uint64_t)(steps - 1));
		for (int i = 0; i < s->steps; i++)
			s->step[i] = random_step(l, random);
		script_finish(s);
	} while (!script_is_proper(s) && --tries);
}

static void insert(struct script *s, int i, struct step step)
{
	memmove(&s->step[i + 1], &s->step[i],
		(size_t)(s->steps - i) * sizeof(step));
	s->step[i] = step;
	s->steps++;
}

void script_drop(struct script *s, int i)
{
	s->steps--;
	if (i < s->steps) /* who stood beside it may begin the race now */
		s->step[i + 1].beside &= s->step[i].beside;
	memmove(&s->step[i], &s->step[i + 1],
		(size_t)(s->steps - i) * sizeof(s->step[0]));
}

static void change(struct script *s, const struct letters *l, int steps,
		   uint64_t *random)
{
	int i = (int)(random_next(random) % (uint64_t)s->steps);
	uint64_t how = random_next(random) % 4;

	if (how == 0 && s->steps > 2)
		script_drop(s, i);
	else if (how == 1)
		s->step[i] = random_step(l, random);
	else if (s->steps < steps)
		insert(s, i, random_step(l, random));
	script_finish(s);
}

void script_mutate(struct script *s, const struct letters *l, int steps,
		   uint64_t *random)
{
	const struct script before = *s;
	int tries = TRIES;

	do {
		*s = before;
		change(s, l, steps, random);
	} while (!script_is_proper(s) && --tries);
}
