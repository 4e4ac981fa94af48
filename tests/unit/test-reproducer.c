// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reproducer.h"
#include "suite.h"
#include "util.h"

#define LINES	      120 /* one is to be read in a mail */
#define LINES_OF_LAST 140
#define COLUMNS	      80

static const char *const sites[] = {
	"epoll",      "epoll-exclusive",
	"epoll-kill", "eventfd",
	"fuse-read",  "pipe-read",
	"pipe-write", "udp-peek",
	"udp-recv",   "unix-connect",
	"unix-dgram", "unix-connect-shutdown",
	"unix-peek",  "unix-dgram-shutdown",
	"unix-recv",
};

static const struct {
	const char *steps, *refused_by; /* cases[] says why */
} scripts[] = {
	{ "w1: post run", NULL },
	{ "w2: post run", NULL },
	{ "w2: post sig0 run", NULL },
	{ "w2: post kill0 run", NULL },
	{ "w2: hangup run", "epoll-kill eventfd" },
	{ "w2: resize run",
	  "epoll epoll-exclusive epoll-kill eventfd fuse-read pipe-read "
	  "udp-peek udp-recv unix-connect unix-connect-shutdown unix-peek "
	  "unix-dgram-shutdown unix-recv" },
	{ "w3: post2 sig1 run", NULL },
	{ "w3: post2 stop1 run", "epoll-exclusive" },
	/* The last one needs all helpers, and may be longer. */
	{ "w3: post2 kill0 run1 quiet call1 rsig1 post run", NULL },
};

#define LAST (ARRAY_SIZE(scripts) - 1)

static const struct result found = { .verdict = LOST_WAKEUP,
				     .sleeps_in = "some_function",
				     .where.release = "6.1.0" };

/* The program as one text, to be freed; "" when it is refused. */
static char *program(const char *site, const char *steps,
		     const struct result *r, int want)
{
	char why[WORDS_MAX], *text = NULL;
	struct script script;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(script_parse(steps, &script, why, sizeof(why)), 0);
	ck_assert_int_eq(reproducer_write(f, stressor_find(site), &script, r),
			 want);
	fclose(f);
	return text;
}

static int width(const char *line, size_t len)
{
	int columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += line[i] == '\t' ? 8 - columns % 8 : 1;
	return columns;
}

/* Lines of a program that is fit to print. */
static int count_lines(const char *text)
{
	int lines = 0;

	ck_assert_ptr_null(strchr(text, '@'));
	for (const char *p = text; *p; p += strcspn(p, "\n") + 1, lines++)
		ck_assert_int_le(width(p, strcspn(p, "\n")), COLUMNS);
	return lines;
}

START_TEST(each_site_is_short)
{
	const char *site = sites[_i];

	for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
		const char *no = scripts[i].refused_by;
		bool refused = no && word_in(no, site, strlen(site));
		char *text = program(site, scripts[i].steps, &found,
				     refused ? -ENOTSUP : 0);
		int lines = count_lines(text);

		ck_assert_int_le(lines, i < LAST ? LINES : LINES_OF_LAST);
		ck_assert(refused || strstr(text, scripts[i].steps));
		ck_assert(refused || strstr(text, "some_function()"));
		free(text);
	}
}
END_TEST

static const struct {
	const char *site, *steps;
	const char *holds; /* NULL: refused */
} cases[] = {
	/* Nothing is there but what the steps need. */
	{ "pipe-read", "w2: post sig0 run",
	  "\tkill(pid[0], SIGUSR1);\n\tprio" },
	{ "pipe-read", "w2: hangup run", "\tclose(ends[1]);\n\tprio" },
	{ "pipe-write", "w2: resize run", "F_SETPIPE_SZ, 4 *" },
	{ "unix-dgram", "w1: resize run", "connect(rx, " },
	{ "unix-dgram-shutdown", "w1: resize run", NULL },
	{ "epoll-exclusive", "w2: post stop0 run cont0 run", "SIGCONT" },
	/* No function of the frame or of the site does that. */
	{ "pipe-read", "w2: post out0 run", NULL },
	{ "pipe-read", "w2: post move0 run", NULL },
	{ "pipe-read", "w2: resize run", NULL },
	{ "eventfd", "w2: hangup run", NULL },
	/* There is no such waiter. */
	{ "pipe-read", "w2: post sig2 run", NULL },
	/* Nobody is left who could prove it. */
	{ "epoll-kill", "w2: hangup run", NULL },
	/* It may have been told of the event before it was stopped. */
	{ "epoll-exclusive", "w2: post stop0 run", NULL },
};

START_TEST(steps_are_written_or_refused)
{
	const char *holds = cases[_i].holds;
	char *text = program(cases[_i].site, cases[_i].steps, &found,
			     holds ? 0 : -ENOTSUP);

	if (holds)
		ck_assert_ptr_nonnull(strstr(text, holds));
	else
		ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

START_TEST(what_no_step_needs_is_left_out)
{
	char *text = program("pipe-read", "w2: post sig0 run", &found, 0);

	ck_assert_ptr_null(strstr(text, "close("));
	ck_assert_ptr_null(strstr(text, "priority(pid[0]"));
	ck_assert_ptr_null(strstr(text, "SIGUSR2"));
	free(text);
}
END_TEST

START_TEST(other_stressors_are_refused)
{
	free(program("busted", "w2: post sig0 run", &found, -ENOENT));
	ck_assert(!reproducer_exists(stressor_find("busted")));
	ck_assert(reproducer_exists(stressor_find("pipe-read")));
}
END_TEST

/* A record comes from outside: it must not write the program. */
START_TEST(hostile_words_stay_in_the_comment)
{
	const struct result r = { .sleeps_in = "f*/system(\"x\");/*",
				  .where.release = "6\n*/evil\\" };
	char *text = program("pipe-read", "w2: post run", &r, 0);

	ck_assert_ptr_nonnull(strstr(text, "6???evil?"));
	ck_assert_ptr_null(strstr(text, "*/system"));
	free(text);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, each_site_is_short, 0, ARRAY_SIZE(sites));
	tcase_add_loop_test(t, steps_are_written_or_refused, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, what_no_step_needs_is_left_out);
	tcase_add_test(t, other_stressors_are_refused);
	tcase_add_test(t, hostile_words_stay_in_the_comment);
}

int main(void)
{
	return run_suite("reproducer", fill_suite);
}
