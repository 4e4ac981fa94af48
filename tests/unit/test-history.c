// SPDX-License-Identifier: GPL-2.0
/* git bisect over histories that are made up: a letter a commit. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "guest/history.h"
#include "util.h"

/* In row order: 'a' good, 'b' bad, '?' can't be told, '!' an error. */
static const struct {
	const char *text;
	int ret;   /* of history_bisect() */
	int first; /* the first bad one, where ret is 1 */
	int asked_max;
} rows[] = {
	{ "ab", 1, 1, 0 },
	{ "aab", 1, 2, 1 },
	{ "abb", 1, 1, 1 },
	{ "aaaaaaaaab", 1, 9, 4 },
	{ "abbbbbbbbb", 1, 1, 4 },
	{ "aaaaaaaabbbbbbbb", 1, 8, 4 },
	{ "aaa?abbb", 1, 5, 6 },
	{ "aa?????b", 0, 0, 6 },
	{ "aaa!!!!bbb", -EINTR, 0, 1 },
};

struct asked {
	struct history *h;
	int n;
};

static char folder[] = "/tmp/wakestorm-history-XXXXXX";

/* A repository with a commit a letter; tag N is the N-th. */
static void make_history(const char *text)
{
	char command[1024];

	snprintf(
		command, sizeof(command),
		"cd %s && rm -rf repo && git init -q --bare repo && cd repo && "
		"export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b "
		"GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b && "
		"tree=$(git hash-object -t tree -w /dev/null) && n=0 parent= "
		"&& "
		"for letter in $(echo '%s' | sed 's/./& /g'); do "
		"id=$(git commit-tree $parent -m \"$letter\" $tree) && "
		"git update-ref refs/tags/$n $id && parent=\"-p $id\" && "
		"n=$((n + 1)) || exit 1; done",
		folder, text);
	ck_assert_int_eq(system(command), 0);
}

static int ask(void *context, const struct commit *commit)
{
	struct asked *asked = context;
	char subject[SUBJECT_LEN];

	history_subject(asked->h, commit->id, subject);
	asked->n++;
	switch (*subject) {
	case '!': return -EINTR;
	case '?': return CANNOT_TELL;
	case 'a': return LIKE_FIRST;
	default: return LIKE_LAST;
	}
}

static void open_history(struct history *h, int last, struct commit *good,
			 struct commit *bad)
{
	char repo[64], tag[32];

	snprintf(repo, sizeof(repo), "%s/repo", folder);
	snprintf(tag, sizeof(tag), "refs/tags/%d", last);
	ck_assert_int_eq(git_commit(repo, "refs/tags/0", good), 0);
	ck_assert_int_eq(git_commit(repo, tag, bad), 0);
	ck_assert_int_eq(history_open(h, repo), 0);
}

START_TEST(the_first_bad_commit_is_found)
{
	int last = (int)strlen(rows[_i].text) - 1;
	struct commit good, bad, first, want;
	struct history h;
	struct asked asked = { &h, 0 };
	char repo[64], tag[32], out[4096];

	make_history(rows[_i].text);
	open_history(&h, last, &good, &bad);
	ck_assert_int_eq(history_count(&h, &good, &bad), last);
	ck_assert_int_eq(history_bisect(&h, &good, &bad, ask, &asked, &first,
					out, sizeof(out)),
			 rows[_i].ret);
	ck_assert_int_le(asked.n, rows[_i].asked_max);
	if (rows[_i].ret == 1) {
		snprintf(repo, sizeof(repo), "%s/repo", folder);
		snprintf(tag, sizeof(tag), "refs/tags/%d", rows[_i].first);
		ck_assert_int_eq(git_commit(repo, tag, &want), 0);
		ck_assert_str_eq(first.id, want.id);
	}
	if (!rows[_i].ret)
		ck_assert_ptr_nonnull(strstr(out, "could be any of"));
	history_close(&h);
	ck_assert_int_ne(access(h.git, F_OK), 0);
}
END_TEST

/* A subject is from outside: no terminal obeys it. */
START_TEST(a_subject_has_no_control_characters)
{
	struct commit good, bad;
	char subject[SUBJECT_LEN];
	struct history h;

	make_history("a\033[31m");
	open_history(&h, 1, &good, &bad);
	history_subject(&h, bad.id, subject);
	ck_assert_str_eq(subject, "?");
	history_close(&h);
}
END_TEST

START_TEST(what_is_no_commit_is_refused)
{
	struct commit commit;
	char repo[64];

	make_history("ab");
	snprintf(repo, sizeof(repo), "%s/repo", folder);
	ck_assert_int_eq(git_commit(repo, "nothing", &commit), -ENOENT);
	ck_assert_int_eq(git_commit(repo, "--all", &commit), -EINVAL);
	ck_assert_int_eq(git_commit(repo, "", &commit), -EINVAL);
	ck_assert_int_eq(git_commit("/proc", "HEAD", &commit), -EIO);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, the_first_bad_commit_is_found, 0,
			    ARRAY_SIZE(rows));
	tcase_add_test(t, a_subject_has_no_control_characters);
	tcase_add_test(t, what_is_no_commit_is_refused);
}

int main(void)
{
	char cache[64];
	int ret;

	if (!mkdtemp(folder))
		return 1;
	snprintf(cache, sizeof(cache), "%s/cache", folder);
	setenv("WAKESTORM_CACHE", cache, 1);
	ret = run_suite("history", fill_suite);
	remove_tree(folder);
	return ret;
}
