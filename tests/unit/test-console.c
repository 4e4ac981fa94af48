// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "guest/console.h"
#include "measure/random.h"
#include "util.h"

/* As kernels print them, 5.10 to 7.3; NULL: nothing to worry about. */
static const struct sample {
	const char *line, *what;
} samples[] = {
	{ "[    9.1] Kernel panic - not syncing: Fatal exception",
	  "kernel panic" },
	{ "Kernel panic - not syncing: VFS: Unable to mount root fs on "
	  "unknown-block(0,0)",
	  "kernel panic" },
	{ "[   52.0] watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [a:77]",
	  "soft lockup" },
	{ "[   12.3] NMI watchdog: Watchdog detected hard LOCKUP on cpu 0",
	  "hard lockup" },
	{ "[  243.6] INFO: task wakestorm:81 blocked for more than 120 "
	  "seconds.",
	  "hung task" },
	{ "[   21.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
	  "RCU stall" },
	{ "[   21.0] rcu: INFO: rcu_sched self-detected stall on CPU",
	  "RCU stall" },
	{ "[    1.0] BUG: kernel NULL pointer dereference, address: 0000000",
	  "kernel BUG" },
	{ "[    1.0] BUG: KASAN: slab-use-after-free in remove_wait_queue",
	  "kernel BUG" },
	{ "[    1.0] BUG: sleeping function called from invalid context",
	  "kernel BUG" },
	{ "[    1.0] kernel BUG at kernel/sched/wait.c:77!", "kernel BUG" },
	{ "[    1.0] Oops: 0000 [#1] PREEMPT SMP NOPTI", "kernel oops" },
	{ "[    1.0] general protection fault, probably for non-canonical",
	  "kernel oops" },
	{ "[    3.1] WARNING: CPU: 0 PID: 81 at kernel/softirq.c:376",
	  "kernel warning" },
	{ "WARNING: kernel/softirq.c:376 at __local_bh_enable_ip+0x51/0x60, "
	  "CPU#0: wakestorm/81",
	  "kernel warning" },
	{ "[    3.1] WARNING: at misc_open+0x51/0x60, CPU#1: wakestorm/81",
	  "kernel warning" },
	{ "INFO: task wakestorm:81 blocked in I/O wait for more than 120 "
	  "seconds.",
	  "hung task" },
	{ "WARNING: suspicious RCU usage", "lockdep warning" },
	{ "WARNING: inconsistent lock state", "lockdep warning" },
	{ "WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected",
	  "lockdep warning" },
	{ "BUG: KCSAN: data-race in wakestorm_ready [wakestorm] / "
	  "wakestorm_take [wakestorm]",
	  "data race" },
	{ "BUG: KCSAN: data-race in pipe_read / wakestorm_ready [wakestorm]",
	  "data race" },
	{ "BUG: KCSAN: assert: race in folio_wait / folio_end", "kernel BUG" },
	{ "[    3.1] WARNING: possible circular locking dependency detected",
	  "lockdep warning" },
	{ "[    3.1] WARNING: possible recursive locking detected",
	  "lockdep warning" },
	{ "[    3.1] Out of memory: Killed process 81 (wakestorm)",
	  "out of memory" },
	{ "[    0.0] Linux version 6.1.192 (gcc (Debian 12.2.0-14) 12.2.0)",
	  NULL },
	{ "[    0.1] Command line: console=ttyS0 panic=-1 oops=panic "
	  "softlockup_panic=1 hung_task_panic=1",
	  NULL },
	{ "[    0.2] NMI watchdog: Enabled. Permanently consumes one hw-PMU",
	  NULL },
	{ "[    0.2] rcu: Hierarchical RCU implementation.", NULL },
	{ "[    0.3] debug: unmapping init [mem 0xffff-0xffff]", NULL },
	{ "[    0.3] x86/mm: Checked W+X mappings: passed, no W+X pages",
	  NULL },
	{ "[    1.5] reboot: Power down", NULL },
	{ "Spectre V2 : WARNING: Unprivileged eBPF is enabled", NULL },
	{ "BUG: KCSAN: data-race in pipe_poll / pipe_read", NULL },
	{ "", NULL },
	/* A host's own words about a guest are no finding in that guest. */
	{ "wakestorm: guest: can't mount /proc: BUG: Oops: WARNING: CPU:",
	  NULL },
};

START_TEST(lines_mean_what_they_say)
{
	const char *what = console_finding(samples[_i].line);

	if (!samples[_i].what)
		ck_assert_ptr_null(what);
	else
		ck_assert_pstr_eq(what, samples[_i].what);
}
END_TEST

static void feed(struct console *c, const char *text)
{
	console_feed(c, text, strlen(text));
}

START_TEST(the_first_finding_stays)
{
	struct console c = { .copy = NULL };

	feed(&c, "all is well\n\nBUG: one\r\nKernel panic - not syncing: two");
	ck_assert_str_eq(c.trouble, "kernel BUG: BUG: one");
	ck_assert_str_eq(c.last, "BUG: one");
	feed(&c, "\n");
	ck_assert_str_eq(c.trouble, "kernel BUG: BUG: one");
	ck_assert_str_eq(c.last, "Kernel panic - not syncing: two");
}
END_TEST

/* The BUSTED twin: a console that is fine has no trouble. */
START_TEST(a_quiet_console_has_none)
{
	struct console c = { .copy = NULL };

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		if (samples[i].what)
			continue;
		feed(&c, samples[i].line);
		feed(&c, "\r\n");
	}
	ck_assert_str_eq(c.trouble, "");
	ck_assert_str_eq(c.said, samples[ARRAY_SIZE(samples) - 1].line);
}
END_TEST

/* The kernel's own races are counted, ours is trouble. */
START_TEST(races_are_told_apart)
{
	struct console c = { .copy = NULL };

	feed(&c, "BUG: KCSAN: data-race in pipe_poll / pipe_read\n"
		 "BUG: KCSAN: data-race in pick_eevdf / update_curr\n");
	ck_assert_uint_eq(c.races, 2);
	ck_assert_str_eq(c.race, "pipe_poll / pipe_read");
	ck_assert_str_eq(c.trouble, "");
	feed(&c, "BUG: KCSAN: data-race in pipe_read / take [wakestorm]\n");
	ck_assert_uint_eq(c.races, 2);
	ck_assert_str_eq(c.trouble, "data race: BUG: KCSAN: data-race in "
				    "pipe_read / take [wakestorm]");
}
END_TEST

START_TEST(any_pieces_give_the_same)
{
	static const char text[] = "a\nwakestorm: said\n[ 1.0] Oops: 0002\nb\n";
	struct console c = { .copy = NULL };

	for (size_t i = 0; i + 1 < sizeof(text); i++)
		console_feed(&c, text + i, 1);
	ck_assert_str_eq(c.trouble, "kernel oops: [ 1.0] Oops: 0002");
	ck_assert_str_eq(c.last, "b");
	ck_assert_str_eq(c.said, "wakestorm: said");
}
END_TEST

START_TEST(control_characters_are_cleaned)
{
	struct console c = { .copy = NULL };
	static const char text[] = "\x1b[31mBUG: \0red\a\x7f\xff\t!\r\n";

	console_feed(&c, text, sizeof(text) - 1);
	ck_assert_int_eq(strncmp(c.trouble, "kernel BUG: ", 12), 0);
	for (const char *p = c.trouble; *p; p++)
		ck_assert(*p >= ' ' && *p < 0x7f);
	ck_assert_ptr_nonnull(strstr(c.trouble, "red"));
}
END_TEST

START_TEST(endless_lines_are_cut)
{
	struct console c = { .copy = NULL };

	feed(&c, "Oops: ");
	for (int i = 0; i < 100000; i++)
		feed(&c, "xxxxxxxxxx");
	feed(&c, "\n");
	ck_assert_uint_eq(strlen(c.last), CONSOLE_LINE - 1);
	ck_assert_int_eq(strncmp(c.trouble, "kernel oops: Oops: xx", 21), 0);
	ck_assert_uint_lt(strlen(c.trouble), sizeof(c.trouble));
	feed(&c, "next\n");
	ck_assert_str_eq(c.last, "next");
}
END_TEST

START_TEST(the_copy_is_exact)
{
	static char text[1 << 16];
	char *copy = NULL;
	size_t size = 0;
	struct console c = { .copy = open_memstream(&copy, &size) };
	uint64_t random = 9;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)random_next(&random);
	for (size_t at = 0; at < sizeof(text); at += 1 << 10)
		console_feed(&c, text + at, 1 << 10);
	fclose(c.copy);
	ck_assert_uint_eq(size, sizeof(text));
	ck_assert_mem_eq(copy, text, size);
	free(copy);
}
END_TEST

/* A guest that prints for ever must not fill the disk. */
/* How it began and how it ended, with a word of what is not there. */
START_TEST(the_copy_has_a_limit)
{
	static char block[1 << 16];
	char *copy = NULL, *end;
	size_t size;
	struct console c = { .copy = open_memstream(&copy, &size) };

	memset(block, 'a', sizeof(block));
	console_feed(&c, "first", 5);
	for (int i = 0; i < 1000; i++)
		console_feed(&c, block, sizeof(block));
	console_feed(&c, "last", 4);
	console_close(&c);
	ck_assert_ptr_null(c.tail);
	ck_assert_uint_le(size, (1 << 20) + (256 << 10) + 64);
	ck_assert_uint_ge(size, (1 << 20) + (256 << 10));
	ck_assert_mem_eq(copy, "firsta", 6);
	ck_assert_mem_eq(copy + size - 5, "alast", 5);
	end = strstr(copy, "[wakestorm: 64225289 bytes left out]");
	ck_assert_ptr_nonnull(end);
	free(copy);
}
END_TEST

START_TEST(a_short_tail_is_whole)
{
	static char text[(1 << 20) + 1000];
	char *copy = NULL;
	size_t size;
	struct console c = { .copy = open_memstream(&copy, &size) };
	uint64_t random = 7;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)random_next(&random);
	console_feed(&c, text, sizeof(text));
	console_close(&c);
	ck_assert_uint_eq(size, sizeof(text));
	ck_assert_mem_eq(copy, text, size);
	free(copy);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, lines_mean_what_they_say, 0,
			    ARRAY_SIZE(samples));
	tcase_add_test(t, the_first_finding_stays);
	tcase_add_test(t, a_quiet_console_has_none);
	tcase_add_test(t, races_are_told_apart);
	tcase_add_test(t, any_pieces_give_the_same);
	tcase_add_test(t, control_characters_are_cleaned);
	tcase_add_test(t, endless_lines_are_cut);
	tcase_add_test(t, the_copy_is_exact);
	tcase_add_test(t, the_copy_has_a_limit);
	tcase_add_test(t, a_short_tail_is_whole);
}

int main(void)
{
	return run_suite("console", fill_suite);
}
