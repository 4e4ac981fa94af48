// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "suite.h"
#include "tether.h"

static int run_shell(const char *script)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };

	return tether_run(argv, NULL, -1);
}

START_TEST(status_comes_back)
{
	char *argv[] = { "no-such-program-anywhere", NULL };

	ck_assert_int_eq(run_shell("exit 0"), 0);
	ck_assert_int_eq(run_shell("exit 7"), 7);
	ck_assert_int_eq(run_shell("kill -9 $$"), 128 + SIGKILL);
	ck_assert_int_eq(tether_run(argv, NULL, -1), 127);
}
END_TEST

/* Sleeps in its child and grandchild; writes the grandchild's pid. */
static _Noreturn int sleepers(void *arg)
{
	pid_t *grandchild = arg, pid = fork();

	if (pid)
		*grandchild = pid;
	for (;;)
		pause();
}

static pid_t *shared_pid(void)
{
	return mmap(NULL, sizeof(pid_t), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void wait_until_set(volatile pid_t *pid)
{
	while (*pid <= 0)
		sched_yield();
}

static void wait_until_gone(pid_t pid)
{
	while (!kill(pid, 0))
		sched_yield();
	ck_assert_int_eq(errno, ESRCH);
}

START_TEST(cut_takes_the_whole_group)
{
	pid_t *grandchild = shared_pid();
	struct tether t;

	ck_assert_int_eq(tether_call(&t, sleepers, grandchild), 0);
	wait_until_set(grandchild);
	ck_assert_int_eq(tether_poll(&t), -EAGAIN);
	tether_cut(&t);
	wait_until_gone(*grandchild);
	ck_assert_int_eq(tether_poll(&t), -ECHILD);
	tether_cut(&t);
}
END_TEST

START_TEST(nothing_outlives_a_killed_owner)
{
	pid_t *grandchild = shared_pid(), owner = fork();
	struct tether t;

	if (!owner) {
		tether_call(&t, sleepers, grandchild);
		for (;;)
			pause();
	}
	wait_until_set(grandchild);
	kill(owner, SIGKILL);
	waitpid(owner, NULL, 0);
	wait_until_gone(*grandchild);
}
END_TEST

START_TEST(what_the_child_leaves_goes_with_it)
{
	pid_t pid;
	FILE *f = tmpfile();
	char *argv[] = { "sh", "-c", "sleep 1000 & echo $!", NULL };

	ck_assert_int_eq(tether_run(argv, NULL, fileno(f)), 0);
	rewind(f);
	ck_assert_int_eq(fscanf(f, "%d", &pid), 1);
	fclose(f);
	wait_until_gone(pid);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, status_comes_back);
	tcase_add_test(t, cut_takes_the_whole_group);
	tcase_add_test(t, nothing_outlives_a_killed_owner);
	tcase_add_test(t, what_the_child_leaves_goes_with_it);
}

int main(void)
{
	return run_suite("tether", fill_suite);
}
