// SPDX-License-Identifier: GPL-2.0
/* A file stands for the kernel's list of mutants. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mutants.h"
#include "say.h"
#include "suite.h"
#include "util.h"

#define BEFORE "epoll_timed_out\n"

static char path[64];

static void put(const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

static bool holds(const char *text)
{
	char now[128] = "";
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(now, 1, sizeof(now) - 1, f) : 0;

	if (f)
		fclose(f);
	return n == strlen(text) && !strcmp(now, text);
}

static void begin(void)
{
	int fd;

	strcpy(path, "/tmp/wakestorm-mutants-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	put(BEFORE);
}

static void end(void)
{
	unlink(path);
}

START_TEST(what_was_on_comes_back)
{
	struct mutant_switch s = { .path = path };

	ck_assert_int_eq(mutant_on(&s, "pipe-torn-index"), 0);
	ck_assert(holds("pipe-torn-index"));
	ck_assert_int_eq(mutant_off(&s), 0);
	ck_assert(holds(BEFORE));
	ck_assert_int_eq(mutant_off(&s), 0);
	ck_assert_int_eq(mutant_on(&s, NULL), 0);
	ck_assert(holds("\n"));
	ck_assert_int_eq(mutant_off(&s), 0);
	ck_assert(holds(BEFORE));
}
END_TEST

/* Switches one on, tells so, and is killed with its whole group. */
static void die_with_it_on(int how, int told)
{
	struct mutant_switch s = { .path = path };

	setpgid(0, 0);
	signal(SIGTERM, SIG_DFL); /* the library has a handler */
	if (mutant_on(&s, "pipe-torn-index") || !holds("pipe-torn-index"))
		_exit(1);
	close(told);
	kill(0, how);
	for (;;)
		pause();
}

START_TEST(it_comes_back_when_we_are_killed)
{
	static const int how[] = { SIGKILL, SIGTERM };
	int told[2], wstatus;
	char c;
	pid_t pid;

	for (size_t i = 0; i < ARRAY_SIZE(how); i++) {
		put(BEFORE);
		ck_assert_int_eq(pipe(told), 0);
		pid = fork();
		if (!pid) {
			close(told[0]);
			die_with_it_on(how[i], told[1]);
		}
		close(told[1]);
		ck_assert_int_eq(waitpid(pid, &wstatus, 0), pid);
		ck_assert(WIFSIGNALED(wstatus));
		/* The guard has the other end, until it has done its work. */
		ck_assert_int_eq(read(told[0], &c, 1), 0);
		close(told[0]);
		ck_assert(holds(BEFORE));
	}
}
END_TEST

START_TEST(where_there_is_none_nothing_is_on)
{
	struct mutant_switch s = { .path = "/nonexistent/mutants" };

	ck_assert_int_eq(mutant_on(&s, "pipe-torn-index"), -ENOENT);
	ck_assert_int_eq(mutant_off(&s), 0);
}
END_TEST

START_TEST(a_kernel_has_what_it_takes)
{
	ck_assert_int_eq(mutant_is_here(path, "pipe-torn-index"), 1);
	ck_assert(holds(BEFORE));
	ck_assert_int_eq(mutant_is_here("/nonexistent/mutants", "x"), -ENOENT);
	/* It takes every write, and fails each. */
	ck_assert_int_eq(mutant_is_here("/dev/full", "x"), -ENOSPC);
}
END_TEST

/* A record of what kills m, with it or without. */
static void record(struct result *r, const struct mutant *m, bool on,
		   uint64_t lost)
{
	result_clear(r);
	r->act = m->act;
	r->verdict = lost ? LOST_WAKEUP : PASS;
	r->evidences = lost ? 1 : 0;
	r->first_loss_ns = 2500000;
	snprintf(r->stressor, sizeof(r->stressor), "%s", m->stressor);
	snprintf(r->script, sizeof(r->script), "%s",
		 m->script ? m->script : "");
	snprintf(r->where.mutant, sizeof(r->where.mutant), "%s",
		 on ? m->name : "");
	snprintf(r->where.kernel, sizeof(r->where.kernel), "mutants%s%.40s",
		 on ? "+" : "", r->where.mutant);
	r->tally.rounds = 20;
	r->tally.lost = lost;
	r->evidence[0].round = 3;
}

/* All are killed, but this one lost so often, with it on or off. */
static int judged(const char *but, bool on, uint64_t lost, char **text)
{
	static struct result r[128];
	struct results all = { .r = r };
	size_t size;
	FILE *f = open_memstream(text, &size);
	int status = STATUS_PASS;

	for (const struct mutant *m = mutants; m->name; m++) {
		bool it = but && !strcmp(but, m->name);

		if (!m->stressor)
			continue;
		record(&r[all.n++], m, false, it && !on ? lost : 0);
		record(&r[all.n++], m, true, it && on ? lost : 7);
	}
	for (const struct mutant *m = mutants; m->name; m++)
		if (m->stressor)
			status = worse_status(
				status, mutant_judge(m, "mutants", &all, f));
	mutants_table(f, &all);
	fclose(f);
	return status;
}

START_TEST(silence_and_losses_without_are_told)
{
	char *text;

	ck_assert_int_eq(judged(NULL, true, 0, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, "    7     20      3       2.5  pass"));
	ck_assert_ptr_nonnull(strstr(text, "not killed: no wakeup is lost"));
	free(text);
	ck_assert_int_eq(judged("epoll-timed-out", true, 0, &text), 1);
	ck_assert_ptr_nonnull(strstr(text, "expected a loss, got pass"));
	/* 1 - .05^(1/20) */
	ck_assert_ptr_nonnull(strstr(text, "none in 20 rounds: under 14 %"));
	free(text);
	ck_assert_int_eq(judged("epoll-timed-out", false, 2, &text), 1);
	ck_assert_ptr_nonnull(strstr(text, "LOSES, TOO"));
	free(text);
}
END_TEST

START_TEST(each_has_a_name_and_a_killer_or_a_reason)
{
	for (const struct mutant *m = mutants; m->name; m++) {
		ck_assert_ptr_eq(mutant_find(m->name), m);
		ck_assert_ptr_nonnull(m->fixed_by);
		ck_assert(!m->stressor != !m->why);
		if (m->stressor)
			ck_assert_ptr_nonnull(stressor_find(m->stressor));
		ck_assert((m->act == ACT_SCRIPT) == !!m->script);
	}
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, what_was_on_comes_back);
	tcase_add_test(t, it_comes_back_when_we_are_killed);
	tcase_add_test(t, where_there_is_none_nothing_is_on);
	tcase_add_test(t, a_kernel_has_what_it_takes);
	tcase_add_test(t, silence_and_losses_without_are_told);
	tcase_add_test(t, each_has_a_name_and_a_killer_or_a_reason);
}

int main(void)
{
	return run_suite("mutants", fill_suite);
}
