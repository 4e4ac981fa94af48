// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "suite.h"
#include "guest/append.h"
#include "result.h"

static const char *const good[] = { "quiet", "  a=1  b=2 ", "a=\"b c\" d",
				    "--x",   "x=--",	    "$(reboot)" };

START_TEST(taken)
{
	ck_assert_ptr_null(append_problem(good[_i]));
}
END_TEST

static const char *const bad[] = {
	"",	    " ",     "a\nb", "a\tb",   "a'b",
	"\xc3\xbc", "a=\"b", "=x",   "a -- b", "--"
};

START_TEST(refused)
{
	ck_assert_ptr_nonnull(append_problem(bad[_i]));
}
END_TEST

START_TEST(as_long_as_a_record_keeps)
{
	char text[APPEND_LEN + 1];

	memset(text, 'a', sizeof(text));
	text[APPEND_LEN] = '\0';
	ck_assert_ptr_nonnull(append_problem(text));
	text[APPEND_LEN - 1] = '\0';
	ck_assert_ptr_null(append_problem(text));
}
END_TEST

START_TEST(each_is_a_word)
{
	struct command c = { .n = 0 };

	append_words(&c, "  a=1  b \"c");
	ck_assert_int_eq(command_check(&c), 0);
	ck_assert_int_eq(c.n, 3);
	ck_assert_str_eq(c.argv[0], "a=1");
	ck_assert_str_eq(c.argv[1], "b");
	ck_assert_str_eq(c.argv[2], "\"c");
}
END_TEST

static void fill(TCase *t)
{
	tcase_add_loop_test(t, taken, 0, sizeof(good) / sizeof(*good));
	tcase_add_loop_test(t, refused, 0, sizeof(bad) / sizeof(*bad));
	tcase_add_test(t, as_long_as_a_record_keeps);
	tcase_add_test(t, each_is_a_word);
}

int main(void)
{
	return run_suite("append", fill);
}
