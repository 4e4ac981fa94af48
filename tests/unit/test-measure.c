// SPDX-License-Identifier: GPL-2.0
/* The timeline of a storm, and the rate of its signals. */
#include "suite.h"
#include "measure/steer.h"
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

static void fill_suite(TCase *t)
{
	tcase_add_test(t, a_timeline_keeps_all);
	tcase_add_test(t, a_timeline_keeps_the_first_losses);
	tcase_add_loop_test(t, signals_are_steered, 0,
			    sizeof(courses) / sizeof(courses[0]));
}

int main(void)
{
	return run_suite("measure", fill_suite);
}
