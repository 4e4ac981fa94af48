// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "engine/act.h"
#include "engine/narrow.h"
#include "engine/race.h"

#define LOOK_NS (20 * MSEC_NS)

/* --- the run's side --- */

static void publish(struct run *r)
{
	struct stage *st = &r->shared->stage;

	st->idle_step = r->idle_step;
	st->unplayed = r->unplayed;
	st->tally = *r->tally; /* which grows from script to script */
	tally_add(&st->tally, &r->before, -1);
	for (int i = 0; i < r->cast_size; i++) {
		st->fate[i] = r->cast[i]->fate;
		st->place[i] =
			st->fate[i] == SLEEPS ? task_place(r->cast[i]->tid) : 0;
	}
}

static void hand_over(struct stage *st, enum turn turn)
{
	atomic_store(&st->turn, turn);
	word_wake(&st->turn);
}

/* Who can't be killed would keep the run from its end. */
static void let_all_go(struct run *r)
{
	r->script = NULL;
	r->sleepers = 0;
	if (r->s->stop == STOP_NOTHING)
		thin_out(r);
}

static int look(struct run *r)
{
	const struct script *script = r->script;
	int ret;

	r->script = NULL;
	ret = play_round(r, narrow_look);
	r->script = script;
	return ret;
}

static bool went_wrong(const struct run *r)
{
	return r->tally->lost > r->before.lost ||
	       r->tally->astray > r->before.astray;
}

/* Once, or a race at one offset after the other.  0 or -errno. */
static int play_script_of(struct run *r, struct stage *st)
{
	unsigned most = script_races(&st->script) ? st->plays : 1;
	int ret;

	race_forget(r);
	st->plays = 0;
	do {
		ret = one_round(r);
		st->plays++;
	} while (!ret && st->plays < most && !went_wrong(r) && !r->unplayed &&
		 r->idle_step < 0 && !atomic_load(&r->shared->stop));
	return ret;
}

void serve(struct run *r)
{
	struct stage *st = &r->shared->stage;
	enum turn turn;
	int ret = 0;

	r->random = r->plan->seed;
	r->limit_ns = tick_ns();
	r->script = &st->script;
	start_clock(r);
	while (!ret && !atomic_load(&r->shared->stop)) {
		while ((turn = atomic_load(&st->turn)) == READ)
			word_wait(&st->turn, READ, 0);
		if (turn == CLOSED) {
			let_all_go(r);
			return;
		}
		r->result->evidences = 0;
		ret = turn == LOOK ? look(r) : play_script_of(r, st);
		if (turn == PLAY)
			publish(r);
		if (!ret)
			hand_over(st, READ);
	}
	hand_over(st, OVER);
}

/* --- the searcher's side --- */

int player_start(struct player *p, const struct plan *plan,
		 const struct where *where)
{
	job_start(&p->job, plan, where, &p->result);
	if (!p->job.running && p->job.shared)
		job_end(&p->job, &p->result);
	return p->job.running ? 0 : -EIO;
}

/* Give the turn to the run until it is done. */
static const struct stage *wait_for_run(struct player *p, enum turn turn)
{
	struct stage *st = &p->job.shared->stage;

	p->job.moved_ns = now_ns();
	hand_over(st, turn);
	while (atomic_load(&st->turn) == turn && p->job.running) {
		word_wait(&st->turn, turn, LOOK_NS);
		if (atomic_load(&st->turn) == turn)
			job_look(&p->job);
	}
	if (atomic_load(&st->turn) == READ)
		return st;
	player_end(p);
	return NULL;
}

const struct stage *player_play(struct player *p, const struct script *s,
				unsigned plays)
{
	struct stage *st = &p->job.shared->stage;

	st->script = *s;
	st->plays = plays;
	return wait_for_run(p, PLAY);
}

const struct stage *player_look(struct player *p)
{
	return wait_for_run(p, LOOK);
}

void player_end(struct player *p)
{
	if (!p->job.shared)
		return;
	if (p->job.running && atomic_load(&p->job.shared->stage.turn) == READ)
		hand_over(&p->job.shared->stage, CLOSED);
	while (p->job.running) {
		job_look(&p->job);
		if (p->job.running)
			poll(NULL, 0, 1);
	}
	job_end(&p->job, &p->result);
	p->job.shared = NULL;
}
