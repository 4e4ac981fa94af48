// SPDX-License-Identifier: GPL-2.0
/* The timeline of a storm, the rate of its signals, and what a trace says. */
#include "suite.h"
#include "measure/steer.h"
#include "measure/switch-in.h"
#include "measure/timeline.h"

/* However long it runs: nothing is lost, and each thing is at its place. */
START_TEST(a_timeline_keeps_all)
{
	struct timeline t = { 0 };
	uint64_t at = 0, sum = 0;

	for (uint64_t i = 0; i < 100000; i++) {
		at = i * 3000000;
		timeline_add(&t, at, 2, i % 2);
	}
	for (int i = 0; i < t.steps; i++)
		sum += t.taken[i];
	ck_assert_uint_eq(sum, 200000);
	ck_assert_int_le(t.steps, TIMELINE_STEPS);
	ck_assert_int_gt(t.steps, TIMELINE_STEPS / 2);
	ck_assert_int_eq(t.steps - 1, (int)(at / t.step_ns));
	for (int i = 1; i + 1 < t.steps; i++) { /* an even pace, +- one */
		uint64_t each = t.step_ns / 3000000;

		ck_assert_uint_ge(t.taken[i], 2 * each);
		ck_assert_uint_le(t.taken[i], 2 * each + 2);
	}
}
END_TEST

START_TEST(a_timeline_keeps_the_first_losses)
{
	struct timeline t = { 0 };

	for (uint64_t i = 0; i < 1000; i++)
		timeline_lose(&t, i);
	ck_assert_int_eq(t.losses, TIMELINE_LOSSES);
	ck_assert_uint_eq(t.lost_ns[TIMELINE_LOSSES - 1], TIMELINE_LOSSES - 1);
}
END_TEST

/* A machine on which one of five signals meets an event, until more than that
 * many signals leave no time for events. */
static double meets(uint64_t rate, uint64_t cliff)
{
	return rate > cliff ? 3 : (double)rate / 5;
}

static const struct course {
	uint64_t rate, cliff;
	double want, least, most; /* coincidences a second in the end */
} courses[] = {
	{ 1000, 1000000, 3000, 2900, 3100 },
	{ 100000, 1000000, 3000, 2900, 3100 },
	{ 1000, 1000000, 1, 1, 3 },
	{ 1000, 50000, 90000, 4500, 10000 }, /* as good as it gets */
};

START_TEST(signals_are_steered)
{
	const struct course *c = &courses[_i];
	struct steer s = { 0 };
	uint64_t rate = c->rate;
	double last = 0;

	for (int i = 0; i < 100; i++)
		rate = steer(&s, rate, c->want, meets(rate, c->cliff));
	for (int i = 0; i < 10; i++) { /* wherever it swings */
		last = last > meets(rate, c->cliff) ? last
						    : meets(rate, c->cliff);
		rate = steer(&s, rate, c->want, meets(rate, c->cliff));
	}
	ck_assert_double_ge(last, c->least);
	ck_assert_double_le(last, c->most);
}
END_TEST

/* Tasks 7 and 8 are watched.  Wakings and switches in order of time, and what
 * comes of each. */
static const struct step {
	struct sched_event event;
	uint64_t latency; /* 0: none */
} steps[] = {
	{ { 100, 7, 0, 0 }, 0 },
	{ { 110, 0, 9, 7 }, 10 },
	{ { 120, 7, 0, 0 }, 0 }, /* still on a CPU: it needs no switch, */
	{ { 130, 0, 7, 9 }, 0 },
	{ { 900, 0, 9, 7 }, 0 }, /* and this one is not that waking's */
	{ { 910, 0, 7, 8 }, 0 }, /* preempted; 8 was never woken */
	{ { 920, 0, 8, 7 }, 0 },
	{ { 930, 8, 0, 0 }, 0 },
	{ { 935, 8, 0, 0 }, 0 }, /* the first waking counts */
	{ { 940, 9, 0, 0 }, 0 }, /* not watched */
	{ { 950, 0, 7, 8 }, 20 },
	{ { 960, 0, 8, 0 }, 0 },
	{ { 970, 8, 0, 0 }, 0 }, /* comes to the CPU unseen, */
	{ { 980, 0, 8, 0 }, 0 }, /* for it leaves it here, */
	{ { 990, 8, 0, 0 }, 0 },
	{ { 994, 0, 0, 8 }, 4 }, /* and this is the next waking's */
};

START_TEST(switches_follow_wakings)
{
	struct switch_in s;

	ck_assert_int_eq(switch_in_open(&s, (int[]){ 7, 8 }, 2), 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		uint64_t ns = 0;

		ck_assert_int_eq(switch_in_feed(&s, &steps[i].event, &ns),
				 steps[i].latency != 0);
		ck_assert_uint_eq(ns, steps[i].latency);
	}
	ck_assert_uint_eq(s.on_cpu, 1);
	ck_assert_uint_eq(s.unseen, 1);
	switch_in_close(&s);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, a_timeline_keeps_all);
	tcase_add_test(t, a_timeline_keeps_the_first_losses);
	tcase_add_test(t, switches_follow_wakings);
	tcase_add_loop_test(t, signals_are_steered, 0,
			    sizeof(courses) / sizeof(courses[0]));
}

int main(void)
{
	return run_suite("measure", fill_suite);
}
