// SPDX-License-Identifier: GPL-2.0
/* Each act against a semaphore in user space, right and wrong. */
#include <string.h>

#include "semaphore.h"

#define ROUNDS	20
#define WAITERS 5

static const struct stressor right = { SEMAPHORE(open_right) };
static const struct stressor forgetful = { SEMAPHORE(open_forgetful) };
static const struct stressor signal_first = { SEMAPHORE(open_signal_first) };
static const struct stressor time_first = { SEMAPHORE(open_time_first) };
static const struct stressor drops = { SEMAPHORE(open_drops) };
static const struct stressor rings_one = { SEMAPHORE(open_rings_one) };

static struct result result;

static void run(const struct stressor *s, enum act act)
{
	struct plan plan = { .stressor = s,
			     .mode = MODE_DUEL,
			     .act = act,
			     .waiters = WAITERS,
			     .rounds = ROUNDS,
			     .seed = 1 };
	struct where where = { .cpus = 1, .tier = "native" };

	run_plan(&plan, &where, &result);
}

/* The acts that a waiter in user space can stand. */
static const enum act harmless[] = {
	ACT_DUEL,  ACT_PING,   ACT_SIGNAL_FIRST, ACT_TIMEOUT, ACT_BURST,
	ACT_CLOSE, ACT_RESIZE, ACT_TASK_WORK,	 ACT_MOVE,    ACT_OTHERWISE
};

START_TEST(a_right_site_passes)
{
	run(&right, harmless[_i]);
	if (result.verdict == SKIP)
		return; /* a second CPU, io_uring */
	ck_assert_msg(result.verdict == PASS, "%s: %s: %s",
		      act_names[harmless[_i]], verdict_names[result.verdict],
		      result.why);
	ck_assert_uint_eq(result.tally.rounds, ROUNDS);
	ck_assert_uint_gt(result.tally.taken, 0);
	ck_assert_str_ne(result.sleeps_in, "");
}
END_TEST

/* A kernel object loses nothing, whatever becomes of the waiter it woke. */
START_TEST(a_pipe_passes)
{
	static const enum act acts[] = { ACT_KILL, ACT_STOP, ACT_PTRACE };

	run(stressor_find("pipe-read"), acts[_i]);
	ck_assert_msg(result.verdict == PASS, "%s: %s", act_names[acts[_i]],
		      result.why);
	ck_assert_uint_eq(result.tally.posted,
			  result.tally.taken + result.tally.gone);
	ck_assert_uint_eq(result.tally.killed,
			  acts[_i] == ACT_KILL ? ROUNDS : 0);
}
END_TEST

static const struct wrong {
	const struct stressor *s;
	enum act act;
	uint64_t lost; /* at least */
} wrong[] = {
	{ &forgetful, ACT_PING, ROUNDS },
	{ &forgetful, ACT_MOVE, ROUNDS },
	{ &forgetful, ACT_TASK_WORK, 1 },
	{ &signal_first, ACT_DUEL, ROUNDS },
	{ &signal_first, ACT_SIGNAL_FIRST, ROUNDS },
	{ &signal_first, ACT_BURST, ROUNDS / 2 },
	{ &forgetful, ACT_BURST, ROUNDS / 2 },
	{ &time_first, ACT_TIMEOUT, ROUNDS / 2 - 1 },
	{ &rings_one, ACT_CLOSE, ROUNDS *(WAITERS - 1) },
	{ &rings_one, ACT_RESIZE, ROUNDS },
	{ &forgetful, ACT_OTHERWISE, ROUNDS },
	/* A bell that rang for one who is gone: user space can't do better. */
	{ &right, ACT_KILL, ROUNDS },
	{ &right, ACT_STOP, ROUNDS / 2 },
	{ &right, ACT_PTRACE, ROUNDS / 2 },
};

START_TEST(a_wrong_site_is_caught)
{
	const struct wrong *w = &wrong[_i];

	run(w->s, w->act);
	if (result.verdict == SKIP)
		return;
	ck_assert_msg(result.verdict == LOST_WAKEUP, "%s, %s: %s: %s",
		      w->s->name, act_names[w->act],
		      verdict_names[result.verdict], result.why);
	ck_assert_msg(result.tally.lost >= w->lost, "%s, %s: %d lost",
		      w->s->name, act_names[w->act], (int)result.tally.lost);
	ck_assert_str_ne(result.evidence[0].healed, "");
}
END_TEST

/* What does not fit is skipped with a reason, and never passes. */
START_TEST(an_act_that_does_not_fit_is_skipped)
{
	struct stressor bare = right;

	bare.wait_for = NULL;
	bare.hang_up = bare.resize = NULL;
	bare.otherwise = NULL;
	bare.stop = STOP_KILL;
	static const enum act unfit[] = {
		ACT_DUEL,  ACT_TIMEOUT, ACT_STOP,
		ACT_CLOSE, ACT_RESIZE,	ACT_OTHERWISE
	};

	for (size_t i = 0; i < ARRAY_SIZE(unfit); i++) {
		run(&bare, unfit[i]);
		ck_assert_int_eq(result.verdict, SKIP);
		ck_assert_str_ne(result.why, "");
	}
}
END_TEST

/* Handed over, and thrown away: no wakeup is lost, but the event. */
START_TEST(an_event_that_is_dropped_is_astray)
{
	run(&drops, ACT_PING);
	ck_assert_int_eq(result.verdict, PASS);
	run(&drops, ACT_DUEL);
	ck_assert_int_eq(result.verdict, ASTRAY);
	ck_assert_uint_eq(result.tally.astray, ROUNDS);
	ck_assert_uint_eq(result.tally.gone, ROUNDS);
	ck_assert_uint_eq(result.tally.lost, 0);
	ck_assert_int_eq(result.evidence[0].ready, 0);
	ck_assert_uint_gt(result.first_loss_ns, 0);
}
END_TEST

struct late {
	struct semaphore semaphore;
	int posts;
	bool came;
};

/* The first event comes after its round. */
static int post_first_late(void *site)
{
	struct late *l = site;

	return l->posts++ ? post(site) : 0;
}

static int late_one_comes(void *site)
{
	struct late *l = site;

	if (!l->posts || l->came)
		return 0;
	l->came = true;
	return post(site);
}

/* No killed waiter had it: each later round has its own event to look at. */
START_TEST(a_late_event_hides_no_loss)
{
	struct stressor late = { SEMAPHORE(open_right) };

	late.site_size = sizeof(struct late);
	late.post = post_first_late;
	late.rearm = late_one_comes;
	run(&late, ACT_KILL);
	ck_assert_int_eq(result.verdict, LOST_WAKEUP);
	ck_assert_uint_eq(result.tally.lost, ROUNDS - 1);
	ck_assert_uint_eq(result.tally.gone, 0);
}
END_TEST

START_TEST(a_wrong_place_is_broken)
{
	struct stressor lost = right;

	lost.waits_in = "pipe_read";
	run(&lost, ACT_PING);
	ck_assert_int_eq(result.verdict, BROKEN);
	ck_assert_ptr_nonnull(strstr(result.why, "not in pipe_read"));
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, a_right_site_passes, 0, ARRAY_SIZE(harmless));
	tcase_add_loop_test(t, a_pipe_passes, 0, 3);
	tcase_add_loop_test(t, a_wrong_site_is_caught, 0, ARRAY_SIZE(wrong));
	tcase_add_test(t, an_act_that_does_not_fit_is_skipped);
	tcase_add_test(t, an_event_that_is_dropped_is_astray);
	tcase_add_test(t, a_late_event_hides_no_loss);
	tcase_add_test(t, a_wrong_place_is_broken);
}

int main(void)
{
	return run_suite("acts", fill_suite);
}
