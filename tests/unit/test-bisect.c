// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "suite.h"
#include "guest/bisect.h"
#include "util.h"

/* A row that changes at some place; '?' can't be told, '!' is an error. */
struct row {
	const char *text;
	int asked;
};

static int ask(void *context, int i)
{
	struct row *row = context;

	row->asked++;
	switch (row->text[i]) {
	case '!': return -EINTR;
	case '?': return CANNOT_TELL;
	case 'a': return LIKE_FIRST;
	default: return LIKE_LAST;
	}
}

static const struct {
	const char *text;
	int last_same, first_changed, asked_max;
} rows[] = {
	{ "ab", 0, 1, 0 },	   { "aab", 1, 2, 1 },
	{ "abb", 0, 1, 1 },	   { "aaaaaaaaab", 8, 9, 4 },
	{ "abbbbbbbbb", 0, 1, 4 }, { "aaaaaaaabbbbbbbb", 7, 8, 4 },
	{ "aaaa?bbb", 3, 5, 4 },   { "aa?????b", 1, 7, 6 },
	{ "a??????b", 0, 7, 6 },   { "a?a?b?b?b", 2, 4, 7 },
};

START_TEST(the_border_is_found)
{
	struct row row = { .text = rows[_i].text };
	struct border border;

	ck_assert_int_eq(bisect((int)strlen(row.text), ask, &row, &border), 0);
	ck_assert_int_eq(border.last_same, rows[_i].last_same);
	ck_assert_int_eq(border.first_changed, rows[_i].first_changed);
	ck_assert_int_le(row.asked, rows[_i].asked_max);
}
END_TEST

START_TEST(an_error_ends_it)
{
	struct row row = { .text = "aaa!bbb" };
	struct border border;

	ck_assert_int_eq(bisect(7, ask, &row, &border), -EINTR);
	ck_assert_int_eq(row.asked, 1);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, the_border_is_found, 0, ARRAY_SIZE(rows));
	tcase_add_test(t, an_error_ends_it);
}

int main(void)
{
	return run_suite("bisect", fill_suite);
}
