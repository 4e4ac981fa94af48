// SPDX-License-Identifier: GPL-2.0
/*
 * All scripts of n letters and a run, in the order of an odometer whose wheels
 * are the letters.  What begins with a step that did nothing is skipped: it
 * does what a shorter script does.  Scripts with slow steps come later than
 * others of their length.
 */
#include "explore/inside.h"

struct odometer {
	int wheels;
	int at[SCRIPT_STEPS];
};

/* Turn wheel i, and set those behind it back.  False: it was the last turn. */
static bool turn(struct odometer *o, int i, int letters)
{
	for (int k = i + 1; k < o->wheels; k++)
		o->at[k] = 0;
	while (i >= 0 && ++o->at[i] == letters)
		o->at[i--] = 0;
	return i >= 0;
}

static struct script reading(const struct odometer *o, const struct letters *l,
			     int waiters)
{
	struct script s = { .waiters = waiters };

	for (int i = 0; i < o->wheels; i++)
		s.step[s.steps++] = l->step[o->at[i]];
	script_finish(&s);
	return s;
}

int script_weight(const struct hunt *h, const struct script *s)
{
	int most = 0;

	for (int i = 0; i < s->steps; i++) {
		int w = step_weight(h->ask->stressor, s->step[i].kind);

		most = w > most ? w : most;
	}
	return most;
}

/* All of so many wheels and waiters that have this weight. */
static void play_level(struct hunt *h, int wheels, int waiters, int heavy)
{
	struct odometer o = { .wheels = wheels };
	int skip;

	do {
		struct script s = reading(&o, &h->letters, waiters);
		bool wanted = s.steps == wheels + 1 &&
			      script_weight(h, &s) == heavy &&
			      script_is_proper(&s);

		skip = wanted ? try_script(h, &s) : -1;
		if (skip < 0 || skip >= wheels)
			skip = wheels - 1;
	} while (hunt_goes_on(h) && turn(&o, skip, h->letters.n));
}

void play_in_order(struct hunt *h)
{
	int last = h->ask->steps + WEIGHTS - 1;

	for (int pass = 2; pass <= last; pass++) {
		for (int heavy = 0; heavy < WEIGHTS; heavy++) {
			int steps = pass - heavy;

			if (steps < 2 || steps > h->ask->steps)
				continue;
			for (int w = 1; w <= h->ask->waiters && hunt_goes_on(h);
			     w++)
				play_level(h, steps - 1, w, heavy);
		}
		if (!hunt_goes_on(h))
			return;
		h->finished = pass - WEIGHTS + 1;
	}
}
