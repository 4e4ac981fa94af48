// SPDX-License-Identifier: GPL-2.0
#include "explore/inside.h"

#define PLAYS 20 /* a loss that does not show each time may show in one */

static bool still(struct hunt *h, const struct script *s, enum verdict verdict)
{
	if (!script_is_proper(s))
		return false;
	for (int i = 0; i < PLAYS; i++)
		if (play_once(h, s).verdict == verdict)
			return true;
	return false;
}

/* s without waiter w: those behind it move up. */
static struct script without_waiter(const struct script *s, int w)
{
	struct script less = { .waiters = s->waiters - (w < s->waiters) };

	for (int i = 0; i < s->steps; i++) {
		struct step step = s->step[i];

		if (step_names_waiter(step.kind)) {
			if (step.number == w)
				continue;
			step.number -= step.number > w;
		}
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

void shrink(struct hunt *h, struct script *s, enum verdict verdict)
{
	while (asleep_at_once(h, s, verdict) || fewer_steps(h, s, verdict) ||
	       fewer_waiters(h, s, verdict))
		;
}
