// SPDX-License-Identifier: GPL-2.0
#include "explore/inside.h"

/* A loss that does not show each time may show in one; who is held is held. */
#define PLAYS	   20
#define PLAYS_HELD 3
#define RACE_TRIES 4 /* of many plays each */

static int plays_of(const struct script *s)
{
	return script_races(s)	   ? RACE_TRIES
	       : script_stretch(s) ? PLAYS_HELD
				   : PLAYS;
}

static bool still(struct hunt *h, const struct script *s, enum verdict verdict)
{
	int plays = plays_of(s);

	if (!script_is_proper(s))
		return false;
	while (plays--) {
		enum verdict now = play_once(h, s).verdict;

		/* What is lost without a hold is not narrow. */
		if (now == verdict || (verdict == NARROW && now == LOST_WAKEUP))
			return true;
	}
	return false;
}

/* s without waiter w: those behind it move up. */
static struct script without_waiter(const struct script *s, int w)
{
	struct script less = { .waiters = s->waiters - (w < s->waiters) };
	bool headless = false; /* the race's first lane is left out */

	for (int i = 0; i < s->steps; i++) {
		struct step step = s->step[i];

		headless &= step.beside;
		if (step_names_waiter(step.kind)) {
			if (step.number == w) {
				headless |= !step.beside;
				continue;
			}
			step.number -= step.number > w;
		}
		step.beside &= !headless;
		headless = false;
		less.step[less.steps++] = step;
	}
	return less;
}

static bool fewer_waiters(struct hunt *h, struct script *s,
			  enum verdict verdict)
{
	for (int w = script_cast(s) - 1; w >= 0 && s->waiters > 1; w--) {
		struct script less = without_waiter(s, w);

		if (still(h, &less, verdict)) {
			*s = less;
			return true;
		}
	}
	return false;
}

/* One that is called at the start may as well be asleep. */
static bool asleep_at_once(struct hunt *h, struct script *s,
			   enum verdict verdict)
{
	struct script less = *s;

	if (s->step[0].kind != STEP_CALL || s->step[0].number != s->waiters ||
	    s->step[1].kind != STEP_RUN || s->steps < 4)
		return false;
	script_drop(&less, 0);
	script_drop(&less, 0);
	less.waiters++;
	if (!still(h, &less, verdict))
		return false;
	*s = less;
	return true;
}

/* And one that is called beside a race, or before it and may come late. */
static bool asleep_in_race(struct hunt *h, struct script *s,
			   enum verdict verdict)
{
	for (int i = 0; i < s->steps && script_races(s); i++) {
		struct script less = *s;

		if (s->step[i].kind != STEP_CALL ||
		    s->step[i].number != s->waiters)
			continue;
		script_drop(&less, i);
		less.waiters++;
		if (still(h, &less, verdict)) {
			*s = less;
			return true;
		}
	}
	return false;
}

static bool fewer_steps(struct hunt *h, struct script *s, enum verdict verdict)
{
	for (int i = 0; i < s->steps; i++) {
		struct script less = *s;

		if (less.step[i].kind == STEP_POST && less.step[i].number > 1)
			less.step[i].number--;
		else
			script_drop(&less, i);
		script_finish(&less);
		if (!script_contains(&less, s) && still(h, &less, verdict)) {
			*s = less;
			return true;
		}
	}
	return false;
}

/* s with its step i, a lane, alone before or behind the race that it begins. */
static struct script one_by_one(const struct script *s, int i, bool before)
{
	struct script less = *s;
	int first = i;

	less.step[i].beside = false;
	while (before && s->step[first].beside) {
		less.step[first] = s->step[first - 1];
		first--;
	}
	if (before) {
		less.step[first] = s->step[i];
		less.step[first].beside = false;
	}
	return less;
}

/* A race that is lost in order, too, is none. */
static bool fewer_lanes(struct hunt *h, struct script *s, enum verdict verdict)
{
	for (int i = 1; i < s->steps; i++)
		for (int before = 0; before < 2 && s->step[i].beside;
		     before++) {
			struct script less = one_by_one(s, i, before);

			if (still(h, &less, verdict)) {
				*s = less;
				return true;
			}
		}
	return false;
}

void shrink(struct hunt *h, struct script *s, enum verdict verdict)
{
	while (asleep_at_once(h, s, verdict) || asleep_in_race(h, s, verdict) ||
	       fewer_lanes(h, s, verdict) || fewer_steps(h, s, verdict) ||
	       fewer_waiters(h, s, verdict))
		;
}
