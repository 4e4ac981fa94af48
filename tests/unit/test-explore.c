// SPDX-License-Identifier: GPL-2.0
/*
 * The search, at a semaphore in user space: it finds nothing where all is
 * right, and each mistake by itself, as small as it can be.
 */
#include <string.h>

#include "semaphore.h"
#include "explore/search.h"

#define SCRIPTS 500

/* Threads: a bell that rang for a dead process is beyond user space. */
#define SITE(open_) SEMAPHORE(open_), .threads = true
static const struct stressor right = { SITE(open_right) };
static const struct stressor forgetful = { SITE(open_forgetful) };
static const struct stressor signal_first = { SITE(open_signal_first) };
static const struct stressor time_first = { SITE(open_time_first) };
static const struct stressor rings_one = { SITE(open_rings_one) };
static const struct stressor last_first = { SITE(open_last_first) };
static const struct stressor twice = { SITE(open_twice) };

static struct found_losses found;

static void explore(const struct stressor *s, uint64_t scripts, int steps)
{
	static const struct where where = { .cpus = 1, .tier = "native" };
	const struct search_plan plan = { .stressor = s,
					  .where = &where,
					  .waiters = 2,
					  .steps = steps,
					  .scripts = scripts,
					  .seed = 1,
					  .threads = true };

	search(&plan, &found);
}

START_TEST(a_right_site_is_clean)
{
	explore(&right, SCRIPTS, 3);
	ck_assert_msg(found.whole.verdict == PASS, "%s", found.whole.why);
	ck_assert_int_eq(found.n, 0);
	ck_assert_uint_eq(found.whole.tally.rounds, SCRIPTS);
	ck_assert_uint_gt(found.whole.tally.taken, 0);
}
END_TEST

static const struct wrong {
	const struct stressor *s;
	enum verdict verdict;
	const char *script; /* one of those found */
} wrong[] = {
	{ &forgetful, LOST_WAKEUP, "w1: post run" },
	{ &signal_first, LOST_WAKEUP, "w2: post sig0 run" },
	{ &time_first, LOST_WAKEUP, "w2: post out0 run" },
	{ &rings_one, LOST_WAKEUP, "w2: resize run" },
	{ &rings_one, LOST_WAKEUP, "w2: hangup run" },
	{ &last_first, ASTRAY, "w2: post run" },
	{ &twice, ASTRAY, "w2: post run" },
};

START_TEST(a_mistake_is_found)
{
	const struct wrong *w = &wrong[_i];
	int i = 0;

	explore(w->s, SCRIPTS, 3);
	while (i < found.n && strcmp(found.loss[i].script, w->script))
		i++;
	ck_assert_msg(i < found.n, "%s: no %s: %s", w->s->name, w->script,
		      found.whole.why);
	ck_assert_int_eq(found.loss[i].verdict, w->verdict);
	ck_assert_uint_eq(found.loss[i].tally.rounds, VERIFY_PLAYS);
	if (w->verdict == LOST_WAKEUP)
		ck_assert_str_ne(found.loss[i].evidence[0].healed, "");
}
END_TEST

/* The same seed, the same search. */
START_TEST(a_search_repeats)
{
	char why[WORDS_MAX];
	uint64_t posted;

	explore(&signal_first, SCRIPTS, 3);
	memcpy(why, found.whole.why, sizeof(why));
	posted = found.whole.tally.posted;
	explore(&signal_first, SCRIPTS, 3);
	ck_assert_str_eq(found.whole.why, why);
	ck_assert_uint_eq(found.whole.tally.posted, posted);
}
END_TEST

START_TEST(what_can_not_run_is_skipped)
{
	struct stressor absent = right;

	absent.needs = NEEDS({ .kind = NEED_PATH, .what = "/nonexistent" });
	explore(&absent, SCRIPTS, 3);
	ck_assert_int_eq(found.whole.verdict, SKIP);
	ck_assert_str_ne(found.whole.why, "");
}
END_TEST

static const char *const good[] = {
	"w2: post sig0 run",
	"w1: post2 kill0 run",
	"w3: stop2 post9 run1 cont2 rsig1 out0 quiet",
	"w9: move8 call8 resize hangup",
	"w2: post|sig0 run",
	"w3: call3 post2|rsig0|kill1|call4 sig2|hangup resize|kill2",
	"w2: stretch0@finish_wait sig0 post run",
	"w1: stretch0@unix_wait_for_peer.isra.0+0xd4#2 kill0 run",
};

START_TEST(a_script_reads_as_it_is_written)
{
	char text[SCRIPT_TEXT], why[64];
	struct script s;

	ck_assert_int_eq(script_parse(good[_i], &s, why, sizeof(why)), 0);
	ck_assert_str_eq(script_print(&s, text), good[_i]);
}
END_TEST

static const char *const bad[] = {
	"",
	"w2:",
	"post run",
	"w0: post",
	"w10: post",
	"w2: pst",
	"w2: post0",
	"w2: sig",
	"w2: sig10",
	"w2: run sig-1",
	"w2: resize1",
	"w: post",
	"w2: sig9",
	"w2:post sig0x",
	"w2: post,run",
	"w2: |post run",
	"w2: post| run",
	"w2: post||sig0 run",
	"w2: post | sig0 run",
	"w2: post|out0 run",
	"w2: post|run",
	"w2: stop0|post run",
	"w2: post|hangup run",
	"w2: resize|call2 run",
	"w2: hangup|hangup run",
	"w5: post|sig0|sig1|sig2|sig3 run",
	"w2 post",
	"w2: stretch0@finish_wait post|sig0 run",
	"w2: stretch0 post",
	"w2: stretch@finish_wait post",
	"w2: stretch9@finish_wait post",
	"w2: stretch0@ post",
	"w2: stretch0@+0x12 post",
	"w2: stretch0@finish_wait+12 post",
	"w2: stretch0@finish_wait#0 post",
	"w2: stretch0@finish_wait#2+0x12 post",
	"w2: stretch0@finish-wait post",
	"w2: stretch0@finish_wait@x post",
	"w2: sig0@finish_wait post",
	"w2: "
	"stretch0@a_name_that_is_longer_than_any_symbol_of_the_kernel_may_be_"
	"in_all post",
	"w1: run run run run run run run run run run run run run run run run "
	"run",
};

START_TEST(a_bad_script_is_refused)
{
	char why[64] = "";
	struct script s;

	ck_assert_int_eq(script_parse(bad[_i], &s, why, sizeof(why)), -EINVAL);
	ck_assert_str_ne(why, "");
}
END_TEST

static const struct pair {
	const char *whole, *part;
	bool contains;
} pairs[] = {
	{ "w2: post sig0 run", "w2: post sig0 run", true },
	{ "w3: post2 sig1 run", "w2: post sig0 run", true },
	{ "w3: post run sig2 run", "w2: post sig0 run", true },
	{ "w2: post sig0 post run", "w2: post2 run", true },
	{ "w1: post sig0 run", "w2: post sig0 run", false },
	{ "w2: sig0 post run", "w2: post sig0 run", false },
	{ "w3: post sig0 run sig1", "w2: post sig0 sig0 run", false },
	{ "w2: post kill0 run", "w2: post sig0 run", false },
	{ "w2: post|sig0 run", "w2: post|sig0 run", true },
	{ "w3: post|sig1|kill2 run", "w2: post|sig0 run", true },
	{ "w3: post|post|sig1 run", "w2: post2|sig0 run", true },
	{ "w2: post|sig0 run", "w2: post sig0 run", true },
	{ "w2: post|sig0 run", "w2: sig0 post run", true },
	{ "w2: post sig0 run", "w2: post|sig0 run", false },
	{ "w3: post|kill0 sig1 run", "w2: post|sig0 run", false },
	{ "w3: post|sig0 sig1 run", "w2: sig0 sig0 run", false },
	{ "w2: post|sig0|sig1 run", "w2: post|kill0 run", false },
	{ "w2: stretch0@a post sig0 run", "w2: post sig0 run", true },
	{ "w2: post sig0 run", "w2: stretch0@a post sig0 run", false },
	{ "w2: stretch0@a sig0 run", "w2: stretch1@a sig1 run", true },
	{ "w2: stretch0@a sig0 run", "w2: stretch0@b sig0 run", false },
};

START_TEST(a_script_contains_another)
{
	struct script whole, part;
	char why[64];

	script_parse(pairs[_i].whole, &whole, why, sizeof(why));
	script_parse(pairs[_i].part, &part, why, sizeof(why));
	ck_assert_int_eq(script_contains(&whole, &part), pairs[_i].contains);
}
END_TEST

static const struct form {
	const char *script;
	bool is_proper;
} forms[] = {
	{ "w2: post sig0 run", true },
	{ "w1: call1 post run", true },
	{ "w2: run post run", false },
	{ "w2: post sig0", false },
	{ "w2: post run run", false },
	{ "w2: post post run", false },
	{ "w2: post sig2 run", false },
	{ "w1: call2 post run", false },
	{ "w2: run", false },
	{ "w2: post|sig0 run", true },
	{ "w2: post|post run", true },
	{ "w1: sig0|call1 post run", true },
	{ "w2: sig0|post run", false },
	{ "w2: sig0|sig0 run", false },
	{ "w2: post2|sig0 run", false },
	{ "w2: post|sig2 run", false },
	{ "w2: post post|sig0 run", false },
};

START_TEST(a_script_has_one_form)
{
	struct script s;
	char why[64];

	script_parse(forms[_i].script, &s, why, sizeof(why));
	ck_assert_int_eq(script_is_proper(&s), forms[_i].is_proper);
}
END_TEST

static const struct drop {
	const char *script;
	int step;
	const char *rest;
} drops[] = {
	{ "w2: post sig0 run", 0, "w2: sig0 run" },
	{ "w2: post|sig0 run", 0, "w2: sig0 run" },
	{ "w2: post|sig0 run", 1, "w2: post run" },
	{ "w2: post|sig0|sig1 run", 0, "w2: sig0|sig1 run" },
	{ "w2: post|sig0|sig1 run", 1, "w2: post|sig1 run" },
	{ "w2: rsig0 post|sig0 run", 0, "w2: post|sig0 run" },
	{ "w2: post|sig0 run", 2, "w2: post|sig0" },
};

START_TEST(a_step_can_be_dropped)
{
	char text[SCRIPT_TEXT], why[64];
	struct script s;

	script_parse(drops[_i].script, &s, why, sizeof(why));
	script_drop(&s, drops[_i].step);
	ck_assert_str_eq(script_print(&s, text), drops[_i].rest);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, a_right_site_is_clean);
	tcase_add_loop_test(t, a_mistake_is_found, 0, ARRAY_SIZE(wrong));
	tcase_add_test(t, a_search_repeats);
	tcase_add_test(t, what_can_not_run_is_skipped);
	tcase_add_loop_test(t, a_script_reads_as_it_is_written, 0,
			    ARRAY_SIZE(good));
	tcase_add_loop_test(t, a_bad_script_is_refused, 0, ARRAY_SIZE(bad));
	tcase_add_loop_test(t, a_script_contains_another, 0, ARRAY_SIZE(pairs));
	tcase_add_loop_test(t, a_script_has_one_form, 0, ARRAY_SIZE(forms));
	tcase_add_loop_test(t, a_step_can_be_dropped, 0, ARRAY_SIZE(drops));
}

int main(void)
{
	return run_suite("explore", fill_suite);
}
