// SPDX-License-Identifier: GPL-2.0
/*
 * A task that SIGKILL does not end.  Who opens a file of a FUSE file system
 * sleeps uninterruptibly once the daemon has taken the request, until it
 * answers (request_wait_answer(), fs/fuse/dev.c): ours never does, but for the
 * end of the connection.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "suite.h"
#include "engine/run.h"
#include "stressors/lib/fuse-conn.h"
#include "tether.h"
#include "util.h"
#include "where.h"

#define ROUNDS 3

static struct fuse_conn conn;

static void set_up(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1); /* who is left behind comes to us */
	ck_assert_int_eq(fuse_conn_open(&conn), 0);
}

static void let_it_die(void)
{
	ck_assert_int_eq(fuse_conn_abort(&conn), 0);
	while (waitpid(-1, NULL, 0) > 0)
		;
	ck_assert_int_eq(errno, ECHILD);
	fuse_conn_close(&conn);
}

static int open_for_ever(void *arg)
{
	char path[32];

	(void)arg;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", conn.mount);
	return open(path, O_RDONLY | O_CLOEXEC) < 0;
}

/* As a daemon that dies of it, or does not care. */
static void take_the_request(void)
{
	union {
		struct fuse_in_header in;
		char room[4 * FUSE_MIN_READ_BUFFER];
	} request;

	do
		ck_assert_int_gt(read(conn.dev, &request, sizeof(request)), 0);
	while (request.in.opcode != FUSE_OPEN);
}

START_TEST(a_tether_that_is_cut_comes_back)
{
	struct tether t;

	set_up();
	ck_assert_int_eq(tether_call(&t, open_for_ever, NULL), 0);
	take_the_request();
	tether_cut(&t);
	ck_assert_int_eq(strncmp(t.unkillable, "pid ", 4), 0);
	ck_assert_ptr_nonnull(strstr(t.unkillable, "state D in "));
	ck_assert_int_eq(kill(atoi(t.unkillable + 4), 0), 0);
	let_it_die();
}
END_TEST

/* The twin: the request waits to be taken, and dies with who sent it. */
START_TEST(who_dies_is_not_left_behind)
{
	struct tether t;

	set_up();
	ck_assert_int_eq(tether_call(&t, open_for_ever, NULL), 0);
	while (!fd_ready(conn.dev, POLLIN))
		poll(NULL, 0, 1);
	tether_cut(&t);
	ck_assert_str_eq(t.unkillable, "");
	let_it_die();
}
END_TEST

/* What leaves the process group does not get away. */
START_TEST(who_leaves_the_group_is_seen_off)
{
	char *argv[] = { "sh", "-c", "setsid sleep 1000 &", NULL };
	struct tether t;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	ck_assert_int_eq(tether_exec(&t, argv, NULL, -1), 0);
	ck_assert_int_eq(tether_wait(&t), 0);
	ck_assert_str_eq(t.unkillable, "");
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

static int sleep_in_pipe(void *site)
{
	char c;
	int *end = site, ret = SYS(read(end[0], &c, 1));

	return ret < 0 ? ret : 0;
}

static int write_to_pipe(void *site)
{
	const int *end = site;

	return full(write(end[1], "", 1), 1);
}

static int open_pipe(void *site)
{
	return SYS(pipe2(site, O_CLOEXEC));
}

static void close_for_ever(void *site)
{
	(void)site;
	open_for_ever(NULL);
}

static const struct stressor undying = {
	.name = "undying",
	.summary = "",
	.queue = "a pipe",
	.waits_in = "pipe_read anon_pipe_read pipe_wait",
	.site_size = 2 * sizeof(int),
	.open = open_pipe,
	.wait = sleep_in_pipe,
	.post = write_to_pipe,
	.close = close_for_ever
};

/* Ctrl-C, once nothing ends the run's task any more. */
static void take_the_request_and_stop(pid_t whom)
{
	take_the_request();
	kill(whom, SIGTERM);
	_exit(0);
}

START_TEST(a_run_has_an_end_and_keeps_what_it_found)
{
	const struct plan plan = { .stressor = &undying,
				   .mode = MODE_DUEL,
				   .act = ACT_PING,
				   .waiters = 2,
				   .wakers = 1,
				   .rounds = ROUNDS };
	struct where where = { .tier = "native", .cpus = 1 };
	static struct result result;
	pid_t test = getpid();

	set_up();
	stop_on_signals();
	if (!fork())
		take_the_request_and_stop(test);
	run_plan(&plan, &where, &result);
	ck_assert_int_eq(result.verdict, SUSPECT);
	ck_assert_ptr_nonnull(strstr(result.why, "can't be killed: pid "));
	ck_assert_uint_eq(result.tally.taken, ROUNDS);
	let_it_die();
}
END_TEST

static void fill_suite(TCase *t)
{
	int ret = fuse_conn_open(&conn);

	fuse_conn_close(&conn);
	tcase_add_test(t, who_leaves_the_group_is_seen_off);
	if (ret) {
		printf("skip    what SIGKILL does not end: FUSE: %s\n",
		       strerror(-ret));
		return;
	}
	tcase_add_test(t, a_tether_that_is_cut_comes_back);
	tcase_add_test(t, who_dies_is_not_left_behind);
	tcase_add_test(t, a_run_has_an_end_and_keeps_what_it_found);
}

int main(void)
{
	return run_suite("unkillable", fill_suite);
}
