// SPDX-License-Identifier: GPL-2.0
/* Which programs a command line needs, what a tree of processes does, and how
 * to see a workload again. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "replay.h"
#include "suite.h"
#include "workload/tools.h"

START_TEST(programs_are_found)
{
	char *argv[] = { "run",
			 "--workload",
			 "stress-ng:pipe,hackbench:pipe,rt-tests:cyclictest",
			 "--workload=stress-ng:mq,perf-bench:sched-pipe",
			 "--noise",
			 "  /opt/x --pipe 1",
			 "--workloads",
			 "stress-ng:no",
			 "--noise" };
	char name[MAX_PROGRAMS][NAME_LEN];
	int n = programs_of(ARRAY_SIZE(argv), argv, name, MAX_PROGRAMS);

	ck_assert_int_eq(n, 5);
	ck_assert_str_eq(name[0], "stress-ng");
	ck_assert_str_eq(name[1], "hackbench");
	ck_assert_str_eq(name[2], "cyclictest");
	ck_assert_str_eq(name[3], "perf");
	ck_assert_str_eq(name[4], "/opt/x");
	ck_assert_int_eq(programs_of(ARRAY_SIZE(argv), argv, name, 2), 2);
}
END_TEST

START_TEST(what_is_no_tool_is_refused)
{
	static const char *const no[] = { "",	       "stress-ng2:pipe",
					  "hackbench", "stress-ng:-x y",
					  "rt-tests:", "perf-bench:../x" };

	for (size_t i = 0; i < ARRAY_SIZE(no); i++)
		ck_assert_int_ne(workload_check(no[i]), 0);
	for (int i = 0; workload_usual(i); i++)
		ck_assert_int_eq(workload_check(workload_usual(i)), 0);
}
END_TEST

/* Look until all of it sleeps: there is nothing to wait for but that. */
static void look_until_asleep(struct tree *t, int n)
{
	do
		tree_look(t);
	while (t->n != n || !t->asleep);
}

START_TEST(a_tree_sleeps_is_nudged_and_ends)
{
	struct tree *t = calloc(1, sizeof(*t));
	pid_t child = fork();
	uint64_t before;

	if (!child) {
		for (int i = 0; i < 2; i++)
			if (!fork())
				break;
		for (;;)
			pause();
	}
	t->root = getpid();
	look_until_asleep(t, 3);
	ck_assert_int_eq(t->pid[0], child);
	ck_assert_int_eq(t->tasks, 3);
	ck_assert(!t->stopped);
	before = t->switches;
	look_until_asleep(t, 3);
	ck_assert_uint_eq(t->switches, before);
	tree_nudge(t);
	do
		look_until_asleep(t, 3);
	while (t->stopped);
	ck_assert_uint_gt(t->switches, before);
	kill(child, SIGSTOP);
	do
		tree_look(t);
	while (!t->stopped);
	tree_kill(t);
	waitpid(child, NULL, 0);
	free(t);
}
END_TEST

static void workload(struct result *r)
{
	memset(r, 0, sizeof(*r));
	r->mode = MODE_WORKLOAD;
	r->act = ACT_WORKLOAD;
	r->seed = 7;
	r->timeout_ns = 2 * SEC_NS;
	r->tally.rounds = 9;
	strcpy(r->stressor, "stress-ng:pipe");
	strcpy(r->where.tier, "native");
	strcpy(r->noise.name, "stress-ng");
	strcpy(r->noise.command, "stress-ng --cpu 1");
}

START_TEST(its_command_is_told)
{
	struct result *r = malloc(sizeof(*r));
	char text[REPLAY_LEN];

	workload(r);
	ck_assert_ptr_null(replay_problem(r));
	ck_assert_str_eq(replay_command(r, text),
			 "wakestorm run --workload stress-ng:pipe --timeout 2s "
			 "--seed 7 --noise 'stress-ng --cpu 1'");
	strcpy(r->noise.command, "x'; rm -rf /; '");
	ck_assert_ptr_nonnull(replay_problem(r));
	workload(r);
	strcpy(r->stressor, "stress-ng:$(x)");
	ck_assert_ptr_nonnull(replay_problem(r));
	workload(r);
	r->tally.rounds = 0; /* imported */
	ck_assert_ptr_nonnull(replay_problem(r));
	free(r);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, programs_are_found);
	tcase_add_test(t, what_is_no_tool_is_refused);
	tcase_add_test(t, a_tree_sleeps_is_nudged_and_ends);
	tcase_add_test(t, its_command_is_told);
}

int main(void)
{
	return run_suite("workload", fill_suite);
}
