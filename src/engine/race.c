// SPDX-License-Identifier: GPL-2.0
/*
 * Where a lane is played decides what can happen.  The waiters sleep on the
 * engine's CPU, and run as soon as they are woken, but where the engine is in
 * their way.  So it plays another lane in each round, and none in some:
 *
 *   the signal here	who is signalled can leave only then: the event comes
 *			before, during, or while the waiter leaves
 *   the post here	who is woken can run only then: the signal comes before,
 *			during, or while the waiter takes the event
 *   none here		a waiter runs while whoever woke it is still at it
 *
 * What is learned about offsets is kept apart for each of these.  Lanes for
 * which there is no CPU of their own are played one after the other, in the
 * order of their offsets.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/helpers.h"
#include "engine/offsets.h"
#include "engine/race.h"
#include "measure/random.h"

#define MAX_RACES (SCRIPT_STEPS / 2)
#define PLACES	  (MAX_LANES + 1)
#define MEASURED  8		/* rounds that tell how long it takes */
#define LEAST_NS  2000		/* of a window, each way */
#define MOST_NS	  (2 * MSEC_NS) /* as the end of a killed waiter */

/* One race of a script. */
struct group {
	int lanes;
	unsigned plays;
	int place;   /* of the lane that is here; the last: of none */
	bool played; /* in this round, at these offsets */
	int32_t met_ns[MAX_OFFSETS];
	uint64_t quiet_ns[MEASURED];
	struct offsets offsets[PLACES]; /* once it is measured */
};

struct race {
	struct helpers *helpers;
	int lanes;
	struct lane lane[MAX_LANES];
	struct group group[MAX_RACES];
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* As long as it usually takes until nobody runs any more, and some more. */
static int32_t window_of(struct group *g)
{
	uint64_t ns;

	qsort(g->quiet_ns, MEASURED, sizeof(g->quiet_ns[0]), by_value);
	ns = g->quiet_ns[MEASURED / 2] * 5 / 4;
	return (int32_t)(ns < LEAST_NS	? LEAST_NS
			 : ns > MOST_NS ? MOST_NS
					: ns);
}

static void open_windows(struct run *r, struct group *g, int lanes)
{
	int32_t half_ns = window_of(g);

	for (int place = 0; place <= lanes; place++)
		offsets_open(&g->offsets[place], lanes, half_ns,
			     random_next(&r->random));
}

/* When each lane is due; the first one's time. */
static uint64_t set_dues(struct race *c, struct group *g)
{
	int32_t ns[MAX_LANES] = { 0 }, first = 0;
	uint64_t start_ns;

	if (g->plays >= MEASURED)
		offsets_ask(&g->offsets[g->place], &ns[1]);
	for (int i = 1; i < c->lanes; i++)
		first = ns[i] < first ? ns[i] : first;
	start_ns = helpers_ready_ns(c->helpers);
	for (int i = 0; i < c->lanes; i++)
		c->lane[i].due_ns = start_ns + (uint64_t)(ns[i] - first);
	return start_ns;
}

static void count_met(struct met *m, int32_t ns, int32_t half_ns)
{
	int64_t bin = (int64_t)(ns + half_ns) * MET_BINS / (2 * half_ns);

	if (!m->count || ns < m->min_ns)
		m->min_ns = ns;
	if (!m->count || ns > m->max_ns)
		m->max_ns = ns;
	if ((uint64_t)half_ns > m->window_ns)
		m->window_ns = (uint64_t)half_ns;
	m->count++;
	if (ns >= -half_ns && bin < MET_BINS)
		m->bin[bin]++;
}

static int32_t difference(uint64_t a, uint64_t b)
{
	int64_t ns = (int64_t)(a - b);

	return (int32_t)(ns > INT32_MAX	   ? INT32_MAX
			 : ns < -INT32_MAX ? -INT32_MAX
					   : ns);
}

/* By the stamps: what was asked for is of no interest. */
static void note_met(struct run *r, struct group *g, uint64_t took_ns)
{
	const struct race *c = r->race;

	for (int i = 1; i < c->lanes; i++) {
		g->met_ns[i - 1] =
			difference(c->lane[i].begin_ns, c->lane[0].begin_ns);
		if (g->plays >= MEASURED)
			count_met(&r->result->met, g->met_ns[i - 1],
				  g->offsets[g->place].half_ns);
	}
	g->played = g->plays >= MEASURED;
	if (g->plays < MEASURED)
		g->quiet_ns[g->plays] = took_ns;
	if (++g->plays == MEASURED)
		open_windows(r, g, c->lanes);
}

static int race_open(struct run *r)
{
	int ret = -ENOMEM;

	r->race = calloc(1, sizeof(*r->race));
	if (r->race)
		ret = helpers_start(r, &r->race->helpers);
	if (ret)
		verdict(r, BROKEN, "can't start the helpers of a race: %s",
			strerror(-ret));
	return ret;
}

/* Enter all in the ledger, act, and let waiters run.  As race_play(). */
static int play(struct run *r, struct group *g, const struct step *step)
{
	struct race *c = r->race;
	uint64_t start_ns;
	bool all = true;
	int ret = 0;

	for (int i = 0; i < c->lanes; i++) {
		lane_prepare(r, &c->lane[i], &step[i]);
		all &= c->lane[i].on;
	}
	start_ns = set_dues(c, g);
	helpers_go(c->helpers);
	let_run(r);
	for (int i = 0; i < c->lanes && !ret; i++)
		ret = lane_conclude(r, &c->lane[i]);
	if (!ret && all)
		note_met(r, g, now_ns() - start_ns);
	r->stirred = r->jumbled = true;
	return ret ? ret : all;
}

/* The lane that is here in this round; as many as there are: none. */
static int place_of(const struct run *r, const struct group *g,
		    const struct step *step)
{
	int post = 0;

	while (post < g->lanes && step[post].kind != STEP_POST)
		post++;
	return r->s->one_poster && post < g->lanes
		       ? post
		       : (int)(g->plays % (unsigned)(g->lanes + 1));
}

int race_play(struct run *r, int number, const struct step *step, int lanes)
{
	struct race *c;
	struct group *g;
	int ret = r->race ? 0 : race_open(r);

	if (ret)
		return ret;
	c = r->race;
	g = &c->group[number];
	c->lanes = g->lanes = lanes;
	g->place = place_of(r, g, step);
	helpers_share(c->helpers, c->lane, lanes, g->place);
	r->unplayed = !helpers_assemble(c->helpers);
	if (!r->unplayed)
		return play(r, g, step);
	for (int i = 0; i < lanes; i++)
		c->lane[i].on = false;
	helpers_go(c->helpers);
	return 0;
}

/* Who did what in this round. */
static uint64_t outcome_of(const struct run *r)
{
	uint64_t hash = random_mix(1, r->tally->lost - r->before.lost);

	hash = random_mix(hash, r->tally->gone - r->before.gone);
	for (int i = 0; i < r->cast_size; i++)
		hash = random_mix(hash, r->cast[i]->fate);
	return hash;
}

static void note_lost(struct met *m, int32_t ns)
{
	if (!m->lost || ns < m->lost_min_ns)
		m->lost_min_ns = ns;
	if (!m->lost || ns > m->lost_max_ns)
		m->lost_max_ns = ns;
	m->lost++;
}

void race_learn(struct run *r)
{
	bool lost = r->tally->lost > r->before.lost;
	uint64_t outcome = outcome_of(r);

	for (int i = 0; r->race && i < MAX_RACES; i++) {
		struct group *g = &r->race->group[i];

		if (!g->played)
			continue;
		g->played = false;
		offsets_learn(&g->offsets[g->place], g->met_ns, outcome);
		for (int d = 0; lost && d < g->lanes - 1; d++)
			note_lost(&r->result->met, g->met_ns[d]);
	}
}

void race_forget(struct run *r)
{
	for (int i = 0; r->race && i < MAX_RACES; i++)
		r->race->group[i].plays = 0;
}

static void note_finest(struct met *m, const struct offsets *o)
{
	const struct box *b = offsets_finest(o);
	int32_t ns = b ? box_width(o, b) : 0;

	if (!b || (m->finest_ns && m->finest_ns <= (uint64_t)ns))
		return;
	m->finest_ns = (uint64_t)ns;
	m->finest_at_ns = (b->from_ns[0] + (int64_t)b->to_ns[0]) / 2;
}

void race_conclude(struct run *r)
{
	for (int i = 0; r->race && i < MAX_RACES; i++)
		for (int place = 0; place < PLACES; place++)
			if (r->race->group[i].plays > MEASURED)
				note_finest(&r->result->met,
					    &r->race->group[i].offsets[place]);
}
