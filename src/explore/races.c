// SPDX-License-Identifier: GPL-2.0
/*
 * Scripts in which steps happen at the same time.  Each is played many times,
 * at one offset after the other.  Where nothing comes that wakes, nothing can
 * be lost: such races are left out.
 */
#include "engine/act.h"
#include "explore/inside.h"
#include "measure/random.h"

#define MOST_LANES 3
#define MAX_VAIN   1000 /* made up in a row that need no play */

static bool wakes(enum step_kind kind)
{
	return kind == STEP_POST || kind == STEP_RESIZE || kind == STEP_HANG_UP;
}

static bool any_wakes(const struct script *s)
{
	for (int i = 0; i < s->steps; i++)
		if (wakes(s->step[i].kind))
			return true;
	return false;
}

static bool is_wanted(const struct hunt *h, const struct script *s)
{
	const struct plan plan = { .stressor = h->ask->stressor,
				   .threads = h->ask->threads,
				   .script = *s };

	return script_is_proper(s) && script_races(s) && any_wakes(s) &&
	       !script_unfit(&plan);
}

/* The letters at these places, at the same time. */
static struct script race_of(const struct letters *l, const int at[], int lanes,
			     int waiters)
{
	struct script s = { .waiters = waiters };

	for (int i = 0; i < lanes; i++) {
		s.step[s.steps] = l->step[at[i]];
		s.step[s.steps++].beside = i > 0;
	}
	script_finish(&s);
	return s;
}

/* The next row in which no place is before the one in front of it. */
static bool next_row(int at[], int lanes, int letters)
{
	int i = lanes - 1;

	while (i >= 0 && at[i] == letters - 1)
		i--;
	if (i < 0)
		return false;
	at[i]++;
	while (++i < lanes)
		at[i] = at[i - 1];
	return true;
}

static void play_level(struct hunt *h, int lanes, int waiters, int heavy)
{
	int at[MOST_LANES] = { 0 };

	do {
		struct script s = race_of(&h->letters, at, lanes, waiters);

		if (is_wanted(h, &s) && script_weight(h, &s) == heavy)
			try_script(h, &s);
	} while (hunt_goes_on(h) && next_row(at, lanes, h->letters.n));
}

static void swap_steps(struct step *a, struct step *b)
{
	struct step step = *a;

	*a = *b;
	*b = step;
}

/* A random script in which one step more is beside the one in front of it. */
static bool random_race(struct hunt *h, struct script *s)
{
	uint64_t pick;
	int i;

	script_random(s, &h->letters, h->ask->waiters, 2 * h->ask->steps,
		      &h->random);
	pick = random_next(&h->random);
	i = 1 + (int)(pick / 2 % (uint64_t)(s->steps - 1));
	if (s->step[i].kind < s->step[i - 1].kind)
		swap_steps(&s->step[i], &s->step[i - 1]);
	s->step[i].beside = true;
	return is_wanted(h, s);
}

/* Until the end, or until nothing comes any more that is not known. */
static void play_random_races(struct hunt *h)
{
	uint64_t races = h->races;
	struct script s;

	for (int vain = 0; hunt_goes_on(h) && vain < MAX_VAIN; vain++) {
		if (random_race(h, &s))
			try_script(h, &s);
		if (h->races > races)
			vain = 0;
		races = h->races;
	}
}

void play_races(struct hunt *h)
{
	for (int lanes = 2; lanes <= MOST_LANES; lanes++)
		for (int heavy = 0; heavy < WEIGHTS; heavy++)
			for (int w = 1; w <= h->ask->waiters && hunt_goes_on(h);
			     w++)
				play_level(h, lanes, w, heavy);
	play_random_races(h);
}
