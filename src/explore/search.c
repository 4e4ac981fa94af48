// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "engine/act.h"
#include "engine/narrow.h"
#include "engine/run.h"
#include "explore/inside.h"
#include "measure/clock.h"
#include "measure/random.h"
#include "say.h"

#define MAX_BROKEN 3
#define LATE_PLAYS 8 /* of a script whose time limit was over too early */
#define HERD_PLAYS 50
#define MAX_VAIN   100000 /* scripts in a row that need no play */

bool hunt_goes_on(const struct hunt *h)
{
	return !stop_requested() && h->broken < MAX_BROKEN &&
	       h->found->n < MAX_FINDINGS &&
	       (!h->ask->scripts || h->played < h->until_played) &&
	       (!h->deadline_ns || now_ns() < h->until_ns);
}

/* The next part of the search gets so many quarters of what is left. */
static void give(struct hunt *h, int quarters)
{
	uint64_t scripts = h->ask->scripts, now = now_ns();

	h->until_played = h->played;
	h->until_ns = now;
	if (scripts > h->played)
		h->until_played += (scripts - h->played) * quarters / 4;
	if (h->deadline_ns > now)
		h->until_ns += (h->deadline_ns - now) * quarters / 4;
}

static uint64_t behaviour_of(const struct stage *st, const struct script *s)
{
	const struct tally *t = &st->tally;
	const uint64_t counts[] = { t->posted,	 t->taken,     t->interrupted,
				    t->spurious, t->timed_out, t->killed,
				    t->gone,	 t->lost,      t->astray };
	uint64_t hash = 1;

	for (int i = 0; i < script_cast(s); i++)
		hash = random_mix(random_mix(hash, st->fate[i]), st->place[i]);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		hash = random_mix(hash, counts[i]);
	return hash ? hash : 1;
}

static bool start(struct hunt *h)
{
	if (!h->playing)
		h->playing = !player_start(&h->player, &h->plan, h->ask->where);
	return h->playing;
}

/* What the run that ended was, beside the many scripts that it played. */
static void add_up(struct hunt *h)
{
	h->playing = false;
	tally_add(&h->found->whole.tally, &h->player.result.tally, 1);
}

/* Tries that came too late don't count: the same seed, the same scripts. */
static const struct stage *play_in_time(struct hunt *h, const struct script *s)
{
	uint64_t left = h->until_played - h->played, plays;
	unsigned most = h->ask->scripts && left < RACE_PLAYS ? (unsigned)left
							     : RACE_PLAYS;
	const struct stage *st;
	int tries = 0;

	do
		st = start(h) ? player_play(&h->player, s, most) : NULL;
	while (st && st->unplayed && ++tries < LATE_PLAYS);
	plays = st ? st->plays : 1;
	h->played += plays;
	h->race_plays += script_races(s) ? plays : 0;
	return st;
}

/* Which script was it that ended the run? */
static void blame(struct result *r, const struct script *s)
{
	char text[SCRIPT_TEXT], why[WORDS_MAX];

	memcpy(why, r->why, sizeof(why));
	snprintf(r->why, sizeof(r->why), "%s: %.120s", script_print(s, text),
		 why);
}

struct outcome play_once(struct hunt *h, const struct script *s)
{
	struct outcome o = { .verdict = PASS, .idle_step = -1 };
	const struct stage *st = play_in_time(h, s);

	if (!st) {
		o.verdict = h->player.result.verdict;
		blame(&h->player.result, s);
		add_up(h);
		return o;
	}
	o.idle_step = st->idle_step;
	o.behaviour = behaviour_of(st, s);
	if (h->coverage)
		o.news = coverage_news(h->coverage);
	h->blocks += o.news;
	if (st->tally.lost)
		o.verdict = script_stretch(s) ? NARROW : LOST_WAKEUP;
	else if (st->tally.astray)
		o.verdict = ASTRAY;
	return o;
}

/* Is it the first that behaves so? */
static bool is_new(struct hunt *h, uint64_t behaviour)
{
	size_t i = behaviour % BEHAVIOURS;

	while (h->seen[i] && h->seen[i] != behaviour)
		i = (i + 1) % BEHAVIOURS;
	if (h->seen[i] || h->behaviours == BEHAVIOURS / 2)
		return false;
	h->seen[i] = behaviour;
	h->behaviours++;
	return true;
}

static bool is_known(const struct hunt *h, const struct script *s)
{
	for (int i = 0; i < h->found->n; i++)
		if (script_contains(s, &h->known[i]))
			return true;
	return false;
}

/* Play it in a run of its own, many times: what comes out is the record. */
static void verify(struct hunt *h, const struct script *s, uint64_t rounds,
		   struct result *result)
{
	struct plan plan = h->plan;

	plan.act = ACT_SCRIPT;
	plan.coverage = NULL;
	plan.script = *s;
	plan.waiters = script_cast(s);
	plan.rounds = rounds;
	if (h->playing) {
		player_end(&h->player);
		add_up(h);
	}
	run_plan(&plan, h->ask->where, result);
}

/* What was seen, and not again. */
static void doubt(struct hunt *h, enum verdict seen, struct result *r)
{
	/* A waiter that wanted a page may have queued behind the next one. */
	if (seen == PASS || seen == ASTRAY || h->doubted)
		return;
	h->doubted = true;
	r->verdict = SUSPECT;
	snprintf(r->why, sizeof(r->why),
		 "%s once, and in none of %llu further plays",
		 verdict_names[seen], (unsigned long long)r->tally.rounds);
}

/* It counts when a run of its own shows it. */
static void keep(struct hunt *h, const struct script *s, enum verdict seen,
		 uint64_t rounds)
{
	struct result *r = &h->found->loss[h->found->n];

	verify(h, s, rounds, r);
	if (r->verdict == PASS)
		doubt(h, seen, r);
	if (verdict_status(r->verdict) == STATUS_FOUND || r->verdict == SUSPECT)
		h->known[h->found->n++] = *s;
}

int try_script(struct hunt *h, const struct script *s)
{
	struct script less = *s;
	struct outcome o;

	if (is_known(h, s))
		return -1;
	o = play_once(h, s);
	h->races += script_races(s);
	if (o.verdict == BROKEN) {
		h->broken++;
		return -1;
	}
	if (o.verdict == PASS) {
		if (o.behaviour && !script_races(s) &&
		    (is_new(h, o.behaviour) || o.news) &&
		    h->corpus_size < CORPUS)
			h->corpus[h->corpus_size++] = *s;
		return o.idle_step;
	}
	if (verdict_is_loss(o.verdict) || o.verdict == ASTRAY)
		shrink(h, &less, o.verdict);
	if (!is_known(h, &less))
		keep(h, &less, o.verdict,
		     script_races(&less) ? VERIFY_RACES : VERIFY_PLAYS);
	return o.idle_step;
}

/* A fresh script, or a changed one of those that behaved in a new way. */
static struct script random_script(struct hunt *h)
{
	uint64_t pick = random_next(&h->random);
	int steps = 2 * h->ask->steps;
	struct script s;

	if (h->corpus_size && pick % 2) {
		s = h->corpus[pick / 2 % (uint64_t)h->corpus_size];
		script_mutate(&s, &h->letters, steps, &h->random);
	} else {
		script_random(&s, &h->letters, h->ask->waiters, steps,
			      &h->random);
	}
	return s;
}

/* Until the end, or until nothing comes any more that is not known. */
static void play_at_random(struct hunt *h)
{
	uint64_t played = h->played;
	int vain = 0;

	while (hunt_goes_on(h) && vain < MAX_VAIN) {
		struct script s = random_script(h);

		if (script_is_proper(&s))
			try_script(h, &s);
		vain = h->played == played ? vain + 1 : 0;
		played = h->played;
	}
}

/* How many sleepers an event disturbs is seen over many rounds only. */
static void look_for_herds(struct hunt *h)
{
	static const char *const steps[] = { "post run", "sig0 post run" };
	char text[SCRIPT_TEXT], why[WORDS_MAX];
	struct script s;

	for (size_t i = 0; i < ARRAY_SIZE(steps) && h->found->n < MAX_FINDINGS;
	     i++) {
		snprintf(text, sizeof(text), "w%d: %s", h->ask->waiters,
			 steps[i]);
		if (!script_parse(text, &s, why, sizeof(why)) &&
		    !script_unfit(&(struct plan){ .stressor = h->ask->stressor,
						  .script = s }) &&
		    !is_known(h, &s))
			keep(h, &s, PASS, HERD_PLAYS);
	}
}

/* What is lost only while a waiter stands at a certain place.  In the same time
 * once more, or to the end. */
static void look_at_windows(struct hunt *h)
{
	const char *missing = narrow_missing();
	uint64_t before = h->played;
	int places = 0;

	h->until_played = UINT64_MAX;
	if (h->ask->timeout_ns)
		h->deadline_ns = h->until_ns = now_ns() + h->ask->timeout_ns;
	if (!missing && hunt_goes_on(h) && start(h))
		places = play_at_windows(h);
	if (missing)
		snprintf(h->windows, sizeof(h->windows), "nobody held: %s; ",
			 missing);
	else
		snprintf(h->windows, sizeof(h->windows),
			 "%llu hold a waiter, at %d places; ",
			 (unsigned long long)(h->played - before), places);
}

static void sum_up(struct hunt *h, uint64_t start_ns)
{
	struct result *whole = &h->found->whole;
	struct tally sum = whole->tally;
	uint64_t scripts = h->played - h->race_plays;
	char blocks[32] = "";
	char races[64] = "";

	*whole = h->player.result;
	whole->tally = sum;
	whole->tally.rounds = h->played;
	whole->timeout_ns = h->ask->timeout_ns;
	whole->evidences = 0;
	whole->elapsed_ns = now_ns() - start_ns;
	if (h->broken >= MAX_BROKEN || whole->verdict == SKIP)
		return; /* with the reason of the last run */
	whole->verdict = PASS;
	for (int i = 0; i < h->found->n; i++)
		if (whole->verdict == PASS || whole->verdict == SUSPECT)
			whole->verdict = h->found->loss[i].verdict;
	if (h->coverage)
		snprintf(blocks, sizeof(blocks), "%d basic blocks; ",
			 h->blocks);
	if (h->races)
		snprintf(races, sizeof(races), ", %llu races %llu times",
			 (unsigned long long)h->races,
			 (unsigned long long)h->race_plays);
	snprintf(whole->why, sizeof(whole->why),
		 "%llu script%s%s, %s%d steps among them; %s%d way%s to "
		 "behave; %s%d found",
		 (unsigned long long)scripts, scripts == 1 ? "" : "s", races,
		 h->finished > 1 ? "all of up to " : "not even all of ",
		 h->finished > 1 ? h->finished : 2, h->windows, h->behaviours,
		 h->behaviours == 1 ? "" : "s", blocks, h->found->n);
}

/* Without real-time nothing is known of what runs beside what. */
static bool can_race(const struct hunt *h)
{
	return h->ask->races && !h->ask->fair && !needs_two_cpus();
}

static void play_all(struct hunt *h)
{
	bool races = can_race(h);

	give(h, races ? 2 : 4);
	play_in_order(h);
	if (races && h->playing && h->player.job.shared->result.realtime) {
		give(h, 2);
		play_races(h);
	}
	give(h, 4);
	play_at_random(h);
	look_for_herds(h);
	if (h->ask->stretch)
		look_at_windows(h);
}

void search(const struct search_plan *ask, struct found_losses *found)
{
	struct hunt *h = calloc(1, sizeof(*h));
	uint64_t start_ns = now_ns();

	memset(found, 0, sizeof(*found));
	if (!h) {
		found->whole.verdict = BROKEN;
		return;
	}
	h->ask = ask;
	h->found = found;
	h->random = ask->seed;
	h->plan = (struct plan){ .stressor = ask->stressor,
				 .mode = MODE_DUEL,
				 .act = ACT_EXPLORE,
				 .waiters = ask->waiters,
				 .threads = ask->threads,
				 .fair = ask->fair,
				 .seed = ask->seed };
	if (ask->timeout_ns)
		h->deadline_ns = start_ns + ask->timeout_ns;
	letters_make(&h->letters, &h->plan);
	h->coverage = coverage_open(ask->waiters);
	h->plan.coverage = h->coverage;
	if (start(h))
		play_all(h);
	if (h->playing) {
		player_end(&h->player);
		add_up(h);
	}
	sum_up(h, start_ns);
	coverage_close(h->coverage);
	free(h);
}
