// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "suite.h"
#include "options.h"
#include "say.h"

struct sample {
	uint64_t count, time;
	bool flag;
	const char *text;
	struct option_list list;
};

#define OPTION(name, type, field, min, max)                                \
	{                                                                  \
		name, type, offsetof(struct sample, field), min, max, "X", \
			"help"                                             \
	}

static const struct option_spec spec[] = {
	OPTION("count", OPT_NUMBER, count, 1, 100000),
	OPTION("time", OPT_TIME, time, MSEC_NS, 0),
	OPTION("flag", OPT_FLAG, flag, 0, 0),
	OPTION("text", OPT_TEXT, text, 0, 0),
	OPTION("list", OPT_LIST, list, 0, 0),
	{ 0 },
};

static const struct option_table table = { .usage = "x",
					   .about = "y",
					   .spec = spec };

/* Parse one or two words; the status. */
static int parse(struct sample *s, const char *a, const char *b, int *rest)
{
	char *argv[] = { "x", (char *)a, (char *)b, NULL };
	int status = -1;

	memset(s, 0, sizeof(*s));
	return options_parse(&table, s, b ? 3 : 2, argv, rest, &status) ? status
									: -1;
}

START_TEST(values_arrive)
{
	struct sample s;
	int rest;

	ck_assert_int_eq(parse(&s, "--count", "2k", &rest), -1);
	ck_assert_uint_eq(s.count, 2000);
	ck_assert_int_eq(parse(&s, "--count=7", NULL, &rest), -1);
	ck_assert_uint_eq(s.count, 7);
	ck_assert_int_eq(parse(&s, "--time", "1500ms", &rest), -1);
	ck_assert_uint_eq(s.time, 1500 * MSEC_NS);
	ck_assert_int_eq(parse(&s, "--time", "2m", &rest), -1);
	ck_assert_uint_eq(s.time, 120 * SEC_NS);
	ck_assert_int_eq(parse(&s, "--flag", "--text=a=b", &rest), -1);
	ck_assert(s.flag);
	ck_assert_str_eq(s.text, "a=b");
	ck_assert_int_eq(parse(&s, "--list=a", "--list=b", &rest), -1);
	ck_assert_int_eq(s.list.n, 2);
}
END_TEST

START_TEST(two_dashes_end_it)
{
	struct sample s;
	int rest = 0;

	ck_assert_int_eq(parse(&s, "--", "--nonsense", &rest), -1);
	ck_assert_int_eq(rest, 2);
}
END_TEST

static const char *const refused[][2] = {
	{ "--count", NULL },
	{ "--count", "" },
	{ "--count", "0" },
	{ "--count", "100001" },
	{ "--count", "1x" },
	{ "--count", "-1" },
	{ "--count", " 1" },
	{ "--count", "18446744073709551616" },
	{ "--time", "1"
		    "8446744073709551615s" },
	{ "--time", "0s" },
	{ "--flag=1", NULL },
	{ "--flagg", NULL },
	{ "word", NULL },
	{ "--", "x" },
};

START_TEST(nonsense_is_refused)
{
	struct sample s;
	int rest = 0;

	/* The last row is the BUSTED twin: it must not be refused. */
	bool last = _i == (int)ARRAY_SIZE(refused) - 1;

	ck_assert_int_eq(parse(&s, refused[_i][0], refused[_i][1], &rest),
			 last ? -1 : STATUS_BROKEN);
}
END_TEST

static const char *word_at(int i)
{
	static const char *const words[] = { "pipe-read", "pipe-write", NULL };

	return words[i];
}

START_TEST(nearest_knows_its_limits)
{
	ck_assert_str_eq(nearest("pipe-raed", word_at), "pipe-read");
	ck_assert_str_eq(nearest("pipe-writ", word_at), "pipe-write");
	ck_assert_ptr_null(nearest("futex", word_at));
	ck_assert_ptr_null(nearest("", word_at));
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, values_arrive);
	tcase_add_test(t, two_dashes_end_it);
	tcase_add_loop_test(t, nonsense_is_refused, 0, ARRAY_SIZE(refused));
	tcase_add_test(t, nearest_knows_its_limits);
}

int main(void)
{
	return run_suite("options", fill_suite);
}
