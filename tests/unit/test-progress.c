// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <unistd.h>

#include "suite.h"
#include "guest/progress.h"
#include "measure/clock.h"
#include "util.h"

START_TEST(nobody_can_tell_at_first)
{
	struct pace p = { .n = { 0 } };
	struct load l = { .pending = { 3, 4 }, .width = 2 };

	ck_assert_uint_eq(pace_to_go(&p, &l), 0);
}
END_TEST

/* Two runs: 10 s and 2 s each, two guests at a time. */
START_TEST(each_run_has_its_own_pace)
{
	struct pace p = { .n = { 0 } };
	struct load l = { .pending = { 3, 5 }, .width = 2 };

	pace_add(&p, 0, 9 * SEC_NS);
	pace_add(&p, 0, 11 * SEC_NS);
	pace_add(&p, 1, 2 * SEC_NS);
	ck_assert_uint_eq(pace_to_go(&p, &l), 20 * SEC_NS);
}
END_TEST

START_TEST(an_unknown_run_takes_the_mean)
{
	struct pace p = { .n = { 0 } };
	struct load l = { .pending = { 0, 0, 2 }, .width = 1 };

	pace_add(&p, 0, 1 * SEC_NS);
	pace_add(&p, 1, 3 * SEC_NS);
	ck_assert_uint_eq(pace_to_go(&p, &l), 4 * SEC_NS);
}
END_TEST

/* What runs is partly done; what takes longer than usual adds nothing. */
START_TEST(what_runs_counts_by_its_rest)
{
	struct pace p = { .n = { 0 } };
	struct load l = { .running = 2,
			  .width = 2,
			  .age_ns = { 4 * SEC_NS, 99 * SEC_NS } };

	pace_add(&p, 0, 10 * SEC_NS);
	ck_assert_uint_eq(pace_to_go(&p, &l), 6 * SEC_NS);
}
END_TEST

static const struct sample {
	uint64_t s;
	const char *words;
} samples[] = { { 0, "0 s" },		{ 99, "99 s" },
		{ 100, "2 min" },	{ 3600, "60 min" },
		{ 6000, "1 h 40 min" }, { 12000, "3 h 20 min" } };

START_TEST(times_in_words)
{
	char text[32];

	time_words(samples[_i].s * SEC_NS, text, sizeof(text));
	ck_assert_str_eq(text, samples[_i].words);
}
END_TEST

/* What both calls of progress_show() write to stderr. */
static void show_twice(struct progress *p, char *text, size_t size)
{
	FILE *f = tmpfile();
	int old = dup(STDERR_FILENO);
	size_t n;

	fflush(stderr);
	dup2(fileno(f), STDERR_FILENO);
	progress_show(p, "how it stands");
	progress_show(p, "how it stands");
	fflush(stderr);
	dup2(old, STDERR_FILENO);
	close(old);
	rewind(f);
	n = fread(text, 1, size - 1, f);
	text[n] = '\0';
	fclose(f);
}

START_TEST(a_log_gets_a_line_a_minute_of_silence)
{
	struct progress p = { .said_ns = now_ns() - 61 * SEC_NS };
	char text[256];

	show_twice(&p, text, sizeof(text));
	ck_assert_str_eq(text, "wakestorm: how it stands\n");
	show_twice(&p, text, sizeof(text));
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(a_terminal_has_one_line)
{
	struct progress p = { .tty = true };
	char text[256];

	show_twice(&p, text, sizeof(text));
	ck_assert_str_eq(text, "\r\033[Khow it stands\r"
			       "\r\033[Khow it stands\r");
	ck_assert(p.standing);
}
END_TEST

static void fill(TCase *t)
{
	tcase_add_test(t, nobody_can_tell_at_first);
	tcase_add_test(t, each_run_has_its_own_pace);
	tcase_add_test(t, an_unknown_run_takes_the_mean);
	tcase_add_test(t, what_runs_counts_by_its_rest);
	tcase_add_test(t, a_log_gets_a_line_a_minute_of_silence);
	tcase_add_test(t, a_terminal_has_one_line);
	tcase_add_loop_test(t, times_in_words, 0, ARRAY_SIZE(samples));
}

int main(void)
{
	return run_suite("progress", fill);
}
