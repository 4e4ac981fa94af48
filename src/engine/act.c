// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <string.h>

#include "engine/act.h"
#include "engine/narrow.h"
#include "engine/race.h"
#include "measure/random.h"

#define LIMIT_TICKS 16 /* of a time limit that is for a busy machine */

static int play_ping(struct run *r)
{
	return step_post(r);
}

static int play_duel(struct run *r)
{
	struct waiter *head = head_waiter(r);
	int ret = step_post(r);

	if (!ret)
		step_signal(r, head, SIGUSR1);
	return ret;
}

static int play_signal_first(struct run *r)
{
	step_signal(r, head_waiter(r), SIGUSR1);
	return step_post(r);
}

static int play_kill(struct run *r)
{
	struct waiter *head = head_waiter(r);
	int ret = step_post(r);

	if (!ret)
		waiter_kill(head);
	r->may_be_gone = true;
	return ret;
}

void hold_until(uint64_t ns)
{
	while (now_ns() < ns)
		;
}

void limit_grow(struct run *r)
{
	r->limit_ns = r->limit_ns < LIMIT_TICKS * tick_ns() ? 2 * r->limit_ns
							    : tick_ns();
}

/*
 * The head's time is over between the post and its next step; every other round
 * before the post.  A head that is back already had too little time.  The timer
 * wheel is late by an eighth of the time, and by ticks.
 */
static int play_timeout(struct run *r)
{
	uint64_t limit_ns = r->limit_ns;
	uint64_t over_ns = now_ns() + limit_ns + limit_ns / 8 + 3 * tick_ns();
	int ret = 0;

	if (head_waiter(r) != r->timed) {
		limit_grow(r);
		return 0;
	}
	if (r->tally->rounds % 2)
		hold_until(over_ns);
	ret = step_post(r);
	if (!ret)
		hold_until(over_ns);
	return ret;
}

/*
 * k posts, and one signal more than that, at the waiters in front: each must leave
 * its event to another one.  In every other round, and where no signal ends the
 * sleep, k posts alone: nothing but the kernel wakes so many.
 */
static int play_burst(struct run *r)
{
	unsigned most = (unsigned)r->plan->waiters - 2, k;
	struct waiter *w[MAX_BURST + 1];
	int ret = 0;

	if (r->s->max_posts && most > r->s->max_posts)
		most = r->s->max_posts;
	if (most > MAX_BURST)
		most = MAX_BURST;
	k = 1 + random_next(&r->random) % most;
	waiters_in_order(r, w, (int)k + 1);
	for (unsigned i = 0; i < k && !ret; i++)
		ret = step_post(r);
	if (r->s->stop != STOP_SIGNAL || r->tally->rounds % 2)
		return ret;
	for (unsigned i = 0; i <= k && !ret; i++)
		step_signal(r, w[i], SIGUSR1);
	return ret;
}

static int play_close(struct run *r)
{
	int ret;

	r->posted_ns = now_ns();
	ret = r->s->hang_up(r->site);

	if (ret < 0) {
		verdict(r, BROKEN, "hang_up() failed: %s", strerror(-ret));
		return ret;
	}
	r->hung_up = r->all_return = true;
	return 0;
}

static int play_resize(struct run *r)
{
	int more = r->s->resize(r->site);

	if (more < 1) {
		verdict(r, BROKEN, "resize() failed: %s",
			more ? strerror(-more) : "no room was made");
		return -EIO;
	}
	r->posted_ns = now_ns();
	r->tally->posted += more;
	return 0;
}

/* What may go on is the same: so must be who is told. */
static int play_otherwise(struct run *r)
{
	int (*const *otherwise)(void *site) = r->s->otherwise;
	unsigned n = 0;

	do
		n++;
	while (otherwise[n]);
	return step_post_by(r, otherwise[r->tally->rounds % n]);
}

static int play_task_work(struct run *r)
{
	struct waiter *head = head_waiter(r);
	int ret = step_post(r);

	if (!ret)
		ret = kick(r, head);
	waiter_requeued(r, head);
	return ret;
}

/* The head moves to another CPU after it was woken, and back in the end. */
static int play_move(struct run *r)
{
	struct waiter *head = head_waiter(r);
	int ret = step_post(r);

	if (ret)
		return ret;
	cpu_bind(head->tid, cpu_other_than(r->cpu));
	ret = settle(r);
	cpu_bind(head->tid, r->cpu);
	return ret;
}

/* Steps at the same time: a script of its own, but for any number of waiters.
 */
static int race_with(struct run *r, struct waiter *w,
		     const struct step steps[2], int number)
{
	int ret;

	r->before = *r->tally;
	r->cast[0] = w;
	r->cast_size = 1;
	w->fate = SLEEPS;
	ret = race_play(r, number, steps, 2);
	r->jumbled = false;
	if (ret >= 0)
		ret = settle(r);
	if (!ret)
		race_learn(r);
	return ret;
}

/* The head is thrown out while the event comes. */
static int race_leaving(struct run *r)
{
	bool kills = r->s->stop == STOP_KILL;
	const struct step steps[] = {
		{ .kind = STEP_POST, .number = 1 },
		{ .kind = kills ? STEP_KILL : STEP_SIGNAL, .beside = true },
	};
	struct waiter *head = head_waiter(r);
	int ret = race_with(r, head, steps, 0);

	waiter_requeued(r, head);
	return ret;
}

/* One alone falls asleep while the event comes: it looks first and queues then,
 * or the other side looks for sleepers first, and neither sees the other. */
static int race_arriving(struct run *r)
{
	static const struct step steps[] = {
		{ .kind = STEP_POST, .number = 1 },
		{ .kind = STEP_CALL, .beside = true },
	};
	int ret = narrow_rest_all(r);

	if (ret || waiter_phase(&r->waiter[0]) != RESTING)
		return ret;
	return race_with(r, &r->waiter[0], steps, 1);
}

static int play_race(struct run *r)
{
	return r->tally->rounds % 2 ? race_arriving(r) : race_leaving(r);
}

const struct act_spec act_table[ACTS] = {
	[ACT_PING] = { .steps = "post", .play = play_ping },
	[ACT_DUEL] = { .steps = "post, signal head",
		       .unfit = needs_signal,
		       .play = play_duel },
	[ACT_SIGNAL_FIRST] = { .steps = "signal head, post",
			       .unfit = needs_signal,
			       .play = play_signal_first },
	[ACT_KILL] = { .steps = "post, kill head",
		       .unfit = needs_mortal,
		       .play = play_kill,
		       .disturbs = true },
	[ACT_TIMEOUT] = { .steps = "post, head times out",
			  .unfit = needs_wait_for,
			  .play = play_timeout,
			  .fresh = true,
			  .disturbs = true },
	[ACT_STOP] = { .steps = "post, stop head, continue it",
		       .unfit = needs_process,
		       .play = play_stop,
		       .disturbs = true },
	[ACT_BURST] = { .steps = "k posts, k + 1 signals or none",
			.unfit = needs_count,
			.play = play_burst },
	[ACT_CLOSE] = { .steps = "the other end goes away",
			.unfit = needs_hang_up,
			.play = play_close,
			.ends_site = true,
			.disturbs = true },
	[ACT_RESIZE] = { .steps = "a limit grows",
			 .unfit = needs_resize,
			 .play = play_resize,
			 .ends_site = true,
			 .disturbs = true },
	[ACT_PTRACE] = { .steps = "post, attach to head, detach",
			 .unfit = needs_process,
			 .play = play_ptrace,
			 .disturbs = true },
	[ACT_FREEZE] = { .steps = "post, freeze head, thaw it",
			 .unfit = needs_process,
			 .missing = freezer_missing,
			 .set_up = freezer_open,
			 .play = play_freeze,
			 .disturbs = true },
	[ACT_TASK_WORK] = { .steps = "post, task work for head",
			    .unfit = needs_signal,
			    .missing = kick_missing,
			    .set_up = kick_open,
			    .play = play_task_work,
			    .disturbs = true },
	[ACT_MOVE] = { .steps = "post, move head to another CPU",
		       .missing = needs_two_cpus,
		       .play = play_move,
		       .disturbs = true },
	[ACT_RACE] = { .steps = "post and, at the same time, signal or kill "
				"head; or post and let one alone fall asleep",
		       .unfit = needs_mortal_or_signal,
		       .missing = needs_two_cpus,
		       .play = play_race,
		       .disturbs = true },
	[ACT_STRETCH] = { .steps = "signal or kill head, or call it alone; hold it, post",
			  .unfit = needs_mortal_or_signal,
			  .missing = narrow_missing,
			  .set_up = narrow_open,
			  .play = play_stretch,
			  .disturbs = true },
	[ACT_OTHERWISE] = { .steps = "post, by another call",
			    .unfit = needs_another_call,
			    .play = play_otherwise },
	[ACT_SCRIPT] = { .steps = "those of --script",
			 .unfit = script_unfit,
			 .play = play_script },
	[ACT_EXPLORE] = { .steps = "those of one script after the other",
			  .play = play_script },
};

const char *act_unfit(const struct plan *p)
{
	const struct act_spec *a = &act_table[p->act];

	return a->unfit ? a->unfit(p) : NULL;
}

const char *act_missing(const struct plan *p)
{
	const struct act_spec *a = &act_table[p->act];

	return a->missing ? a->missing() : NULL;
}
