// SPDX-License-Identifier: GPL-2.0
/*
 * Scripts in which waiter 0 is held at one place of its way, out or in, while
 * other things happen: each once at most, in every order.
 */
#include <stdlib.h>

#include "engine/act.h"
#include "explore/inside.h"

#define MOVES 3

struct site {
	struct hunt *hunt;
	const char *move[MOVES]; /* an event, a leave, another waiter */
};

static struct script read_script(const char *text)
{
	char why[WORDS_MAX];
	struct script s;

	if (script_parse(text, &s, why, sizeof(why)))
		s.steps = 0;
	return s;
}

static int try_text(struct hunt *h, const char *text)
{
	struct script s = read_script(text);

	script_finish(&s);
	return s.steps && script_has(&s, STEP_POST) ? try_script(h, &s) : -1;
}

/*
 * Begin so, and go on with that many of the moves that are not used yet.  The
 * first step that did nothing in the last script, or -1.
 */
static int go_on(const struct site *site, const char *begin, unsigned used,
		 int left)
{
	int steps = read_script(begin).steps, idle = -1;
	char text[SCRIPT_TEXT];

	if (!left)
		return try_text(site->hunt, begin);
	for (int i = 0; i < MOVES && hunt_goes_on(site->hunt); i++) {
		if (used & 1u << i || !site->move[i])
			continue;
		snprintf(text, sizeof(text), "%s %s", begin, site->move[i]);
		idle = go_on(site, text, used | 1u << i, left - 1);
		if (idle >= 0 && idle < steps)
			break; /* nothing that begins so is worth a play */
	}
	return idle;
}

/* Begin so, and go on in all ways; more moves come later. */
static void play_from(const struct site *site, const char *begin)
{
	int steps = read_script(begin).steps;

	for (int n = 1, idle = -1; n <= MOVES && (idle < 0 || idle >= steps);
	     n++)
		idle = go_on(site, begin, 0, n);
}

/* It sleeps, another one behind it; or another one comes meanwhile. */
static void play_way_out(const struct site *site, const char *place)
{
	struct site both = *site;
	char begin[SCRIPT_TEXT];

	both.move[2] = NULL;
	snprintf(begin, sizeof(begin), "w2: stretch0@%s", place);
	play_from(&both, begin);
	snprintf(begin, sizeof(begin), "w1: stretch0@%s", place);
	play_from(site, begin);
}

/* It has left, and comes once more. */
static void play_way_in(const struct site *site, const char *place)
{
	char begin[SCRIPT_TEXT];

	snprintf(begin, sizeof(begin), "w1: %s run stretch0@%s call0",
		 site->move[1], place);
	play_from(site, begin);
}

/* The step that ends waiter 0's wait; NULL: nothing does. */
static const char *leave(const struct hunt *h)
{
	if (!step_unfit(&h->plan, STEP_SIGNAL))
		return "sig0";
	return step_unfit(&h->plan, STEP_KILL) ? NULL : "kill0";
}

int play_at_windows(struct hunt *h)
{
	struct site site = { h, { "post", leave(h), "call1 run1" } };
	const struct stage *st = site.move[1] ? player_look(&h->player) : NULL;
	struct places *all = st ? malloc(sizeof(*all)) : NULL;
	int n;

	if (!all)
		return 0;
	*all = st->places; /* the next run has another stage */
	for (int i = 0; i < all->n && hunt_goes_on(h); i++)
		if (all->place[i].in)
			play_way_in(&site, all->place[i].name);
		else
			play_way_out(&site, all->place[i].name);
	n = all->n;
	free(all);
	return n;
}
