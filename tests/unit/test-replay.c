// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "commands/commands.h"
#include "replay.h"
#include "report.h"

static struct result duel(void)
{
	return (struct result){
		.stressor = "pipe-read",
		.mode = MODE_DUEL,
		.act = ACT_STOP,
		.waiters = 4,
		.wakers = 1,
		.rounds = 20,
		.seed = 7,
		.where = { .kernel = "running", .tier = "native", .cpus = 2 }
	};
}

static struct result guest(void)
{
	struct result r = duel();

	strcpy(r.where.kernel, "buggy");
	strcpy(r.where.tier, "qemu-icount");
	return r;
}

static const char *command(const struct result *r)
{
	static char text[REPLAY_LEN];

	ck_assert_ptr_null(replay_problem(r));
	return replay_command(r, text);
}

/* Does `run` take what stands behind the last " run "? */
static void is_taken(const char *line)
{
	char *argv[32] = { "run" }, text[REPLAY_LEN], *rest = text, *word;
	int argc = 1, status;

	strcpy(text, strstr(line, " run ") + 5);
	while ((word = strsep(&rest, " "))) {
		if (*word != '\'') {
			argv[argc++] = word;
			continue;
		}
		if (rest) /* the whole of a script */
			rest[-1] = ' ';
		argv[argc++] = word + 1;
		rest = strchr(word + 1, '\'');
		*rest = 0;
		rest += rest[1] ? 2 : 1;
	}
	ck_assert_msg(run_is_valid(argc, argv, &status), "%s", line);
}

START_TEST(a_duel)
{
	struct result r = duel();

	ck_assert_str_eq(command(&r),
			 "wakestorm run --pipe-read 1 --mode duel --waiters 4 "
			 "--act stop --rounds 20 --seed 7");
	is_taken(command(&r));
	r.threads = true;
	r.counters = 1;
	r.rounds = 0;
	r.timeout_ns = 3333333333;
	ck_assert_str_eq(command(&r),
			 "wakestorm run --pipe-read 1 --mode duel --waiters 4 "
			 "--act stop --threads --timeout 3333333us --perf "
			 "--seed 7");
	is_taken(command(&r));
}
END_TEST

START_TEST(a_storm_in_a_guest)
{
	struct result r = guest();

	r.mode = MODE_STORM;
	r.act = ACT_STORM;
	r.signals = 1000;
	r.timeout_ns = 2000000000;
	ck_assert_str_eq(command(&r),
			 "wakestorm kernel boot buggy --tier qemu-icount "
			 "--cpus 2 --seed 7 -- run --pipe-read 1 --mode storm "
			 "--waiters 4 --wakers 1 --signals 1000 --rounds 20 "
			 "--timeout 2s --seed 7");
	is_taken(command(&r));
	r.seed = 1ull << 40; /* more than the guest's own may be */
	r.timeout_ns = 10;   /* a share of a second for very many sites */
	ck_assert_ptr_null(strstr(command(&r), "--cpus 2 --seed"));
	ck_assert_ptr_nonnull(strstr(command(&r), "--timeout 1000us"));
	is_taken(command(&r));
}
END_TEST

START_TEST(a_storm_of_a_special_kind)
{
	struct result r = duel();

	r.mode = MODE_STORM;
	r.act = ACT_STORM;
	r.signals = 100;
	r.coincidences = 7;
	r.rate = 5000;
	r.placement = PLACEMENT_CROSS;
	ck_assert_str_eq(command(&r),
			 "wakestorm run --pipe-read 1 --mode storm --waiters 4 "
			 "--wakers 1 --signals 100 --coincidences 7 --rate "
			 "5000 --placement cross --rounds 20 --seed 7");
	is_taken(command(&r));
	r.signals = 0;
	ck_assert_ptr_nonnull(replay_problem(&r));
}
END_TEST

START_TEST(a_script)
{
	struct result r = duel();

	r.act = ACT_SCRIPT;
	strcpy(r.script, "w2: post sig0 run");
	ck_assert_str_eq(command(&r),
			 "wakestorm run --pipe-read 1 --mode duel --script "
			 "'w2: post sig0 run' --rounds 20 --seed 7");
	is_taken(command(&r));
}
END_TEST

START_TEST(a_search)
{
	struct result r = guest();

	r.act = ACT_EXPLORE;
	r.rounds = 0;
	ck_assert_str_eq(command(&r),
			 "wakestorm kernel boot buggy --tier qemu-icount "
			 "--cpus 2 --seed 7 -- explore --waiters 4 --seed 7 "
			 "pipe-read");
}
END_TEST

/* What a hostile record would have somebody paste. */
static const char *const bad_words[] = {
	"",	     "--console=/etc/passwd",
	"$(reboot)", "a b",
	"a;b",	     "`id`",
	"a'b",	     "a\"b",
	"a\nb",	     "a\xc3\xbc",
	"<b>",	     "a/b",
};

START_TEST(no_word_of_a_record_is_run)
{
	struct result r = guest();

	strcpy(r.where.kernel, bad_words[_i]);
	ck_assert_ptr_nonnull(replay_problem(&r));
	r = guest();
	strcpy(r.where.tier, bad_words[_i]);
	ck_assert_ptr_nonnull(replay_problem(&r));
	r = duel();
	strcpy(r.stressor, bad_words[_i]);
	ck_assert_ptr_nonnull(replay_problem(&r));
	r = duel();
	r.act = ACT_SCRIPT;
	strcpy(r.script, bad_words[_i]);
	ck_assert_ptr_nonnull(replay_problem(&r));
}
END_TEST

START_TEST(no_plan_of_ours)
{
	const struct result good = guest();
	struct result r = good;

	ck_assert_ptr_null(replay_problem(&r));
	r.waiters = MAX_WAITERS + 1;
	ck_assert_ptr_nonnull(replay_problem(&r));
	r = good;
	r.where.cpus = 0;
	ck_assert_ptr_nonnull(replay_problem(&r));
	r = good;
	r.signals = 1000001;
	ck_assert_ptr_nonnull(replay_problem(&r));
	r = good;
	r.act = ACT_STORM;
	ck_assert_ptr_nonnull(replay_problem(&r));
	r.mode = MODE_STORM;
	ck_assert_ptr_null(replay_problem(&r));
	r.wakers = 65;
	ck_assert_ptr_nonnull(replay_problem(&r));
}
END_TEST

START_TEST(a_guest_with_further_arguments)
{
	struct result r = guest();

	strcpy(r.where.append, "quiet a=\"b c\"");
	ck_assert_ptr_nonnull(
		strstr(command(&r), " --append 'quiet a=\"b c\"' --seed 7 --"));
	strcpy(r.where.append, "a'; reboot '");
	ck_assert_ptr_nonnull(replay_problem(&r));
	strcpy(r.where.append, "a\nb");
	ck_assert_ptr_nonnull(replay_problem(&r));
}
END_TEST

START_TEST(a_mutant_of_a_kernel_with_fragments)
{
	struct result r = guest();

	strcpy(r.where.kernel, "buggy+debug+pipe-torn-index");
	strcpy(r.where.mutant, "pipe-torn-index");
	ck_assert_ptr_nonnull(strstr(command(&r), " boot buggy+debug --tier "));
	ck_assert_ptr_nonnull(
		strstr(command(&r), " --mutant pipe-torn-index "));
	is_taken(command(&r));
	strcpy(r.where.mutant, "torn-index");
	ck_assert_ptr_nonnull(strstr(
		command(&r), " boot buggy+debug+pipe-torn-index --tier "));
	strcpy(r.where.mutant, "a; reboot");
	ck_assert_ptr_nonnull(replay_problem(&r));
}
END_TEST

static void ran_with(struct result *r, const char *append)
{
	*r = guest();
	strcpy(r->where.append, append);
}

/* Tables have a name each for them; a command has the name of the kernel. */
START_TEST(a_kernel_that_ran_with_several_arguments)
{
	static struct result r[5];
	struct results all = { .r = r, .n = 5 };
	char args[APPEND_LEN];

	memset(args, 'a', sizeof(args));
	args[sizeof(args) - 1] = 0;
	ran_with(&r[0], "preempt=none");
	ran_with(&r[1], "");
	ran_with(&r[2], args);
	args[sizeof(args) - 2] = 'b';
	ran_with(&r[3], args);
	ran_with(&r[4], "preempt=none");
	strcpy(r[4].where.kernel, "fixed"); /* never with others */
	results_tell_apart(&all);
	ck_assert_str_eq(r[0].where.kernel, "buggy preempt=none");
	ck_assert_str_eq(r[1].where.kernel, "buggy");
	ck_assert_str_ne(r[2].where.kernel, r[3].where.kernel);
	ck_assert_str_eq(r[4].where.kernel, "fixed");
	for (int i = 0; i < 4; i++)
		ck_assert_ptr_nonnull(
			strstr(command(&r[i]), " kernel boot buggy --tier "));
	ck_assert_ptr_nonnull(
		strstr(command(&r[0]), " --append 'preempt=none' --seed"));
}
END_TEST

START_TEST(a_mutant_with_several_arguments)
{
	static struct result r[2];
	struct results all = { .r = r, .n = 2 };

	for (int i = 0; i < 2; i++) {
		ran_with(&r[i], i ? "quiet" : "");
		strcpy(r[i].where.kernel, "mutants+pipe-torn-index");
		strcpy(r[i].where.mutant, "pipe-torn-index");
	}
	results_tell_apart(&all);
	ck_assert_str_eq(r[1].where.kernel, "mutants+pipe-torn-index quiet");
	ck_assert_ptr_nonnull(strstr(command(&r[1]), " boot mutants --tier "));
}
END_TEST

static void fill(TCase *t)
{
	tcase_add_test(t, a_duel);
	tcase_add_test(t, a_storm_in_a_guest);
	tcase_add_test(t, a_storm_of_a_special_kind);
	tcase_add_test(t, a_script);
	tcase_add_test(t, a_search);
	tcase_add_loop_test(t, no_word_of_a_record_is_run, 0,
			    sizeof(bad_words) / sizeof(*bad_words));
	tcase_add_test(t, no_plan_of_ours);
	tcase_add_test(t, a_mutant_of_a_kernel_with_fragments);
	tcase_add_test(t, a_guest_with_further_arguments);
	tcase_add_test(t, a_kernel_that_ran_with_several_arguments);
	tcase_add_test(t, a_mutant_with_several_arguments);
}

int main(void)
{
	return run_suite("replay", fill);
}
