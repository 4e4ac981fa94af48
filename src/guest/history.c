// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/history.h"
#include "say.h"

#define WORDS_SIZE 16384 /* of what git says: a list of skipped commits */

/* In our repository, whatever safe.bareRepository says. */
static int ask_git(struct history *h, char *out, size_t size, const char *word,
		   const char *a, const char *b, const char *c, const char *d)
{
	char *words[] = { "--git-dir=.", (char *)word, (char *)a, (char *)b,
			  (char *)c,	 (char *)d,    NULL };

	return git_run(h->git, words, out, size);
}

static int write_file(const char *path, const char *text, const char *end)
{
	FILE *f = fopen(path, "we");
	int ret = 0;

	if (!f || fprintf(f, "%s%s", text, end) < 0)
		ret = -errno;
	if (f && fclose(f) && !ret)
		ret = -errno;
	if (ret)
		complain("can't write %s: %s", path, strerror(-ret));
	return ret;
}

/* A shallow repository ends where this file of its says. */
static int copy_shallow(struct history *h, const char *theirs)
{
	char from[PATH_MAX], to[PATH_MAX], *text = NULL;
	int ret = path_format(from, "%s/shallow", theirs);

	if (!ret)
		ret = path_format(to, "%s/shallow", h->git);
	if (!ret)
		text = read_text(from);
	if (text)
		ret = write_file(to, text, "");
	free(text);
	return ret;
}

static int borrow(struct history *h, const char *dir)
{
	char theirs[PATH_MAX], list[PATH_MAX], objects[PATH_MAX], out[1024];
	char *init[] = { "init", "--quiet", "--bare", "git", NULL };
	int ret = git_folder(dir, theirs);

	if (!ret)
		ret = git_run(h->w.dir, init, out, sizeof(out));
	if (ret > 0)
		return git_complain("git init", ret, out);
	if (!ret)
		ret = path_format(h->git, "%s/git", h->w.dir);
	if (!ret)
		ret = path_format(list, "%s/objects/info/alternates", h->git);
	if (!ret)
		ret = path_format(objects, "%s/objects", theirs);
	if (!ret)
		ret = write_file(list, objects, "\n");
	return ret ? ret : copy_shallow(h, theirs);
}

int history_open(struct history *h, const char *dir)
{
	char key[32];
	int ret;

	snprintf(key, sizeof(key), "bisect-%d", (int)getpid());
	ret = workplace_enter(&h->w, key);
	if (ret)
		return ret;
	ret = borrow(h, dir);
	if (ret)
		workplace_leave(&h->w);
	return ret;
}

void history_close(struct history *h)
{
	workplace_leave(&h->w);
}

int history_count(struct history *h, const struct commit *good,
		  const struct commit *bad)
{
	char range[2 * GIT_ID_LEN + 2], out[1024];
	int ret;

	snprintf(range, sizeof(range), "%s..%s", good->id, bad->id);
	ret = ask_git(h, out, sizeof(out), "rev-list", "--count", range, NULL,
		      NULL);
	return ret ? git_complain("git rev-list", ret, out) : atoi(out);
}

void history_subject(struct history *h, const char *id,
		     char subject[SUBJECT_LEN])
{
	char out[1024];

	if (ask_git(h, out, sizeof(out), "log", "-1", "--format=%s", id, NULL))
		out[0] = '\0';
	for (char *c = out; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	snprintf(subject, SUBJECT_LEN, "%.*s", SUBJECT_LEN - 1, out);
}

/* 1: *first is told; 0: it goes on; -ENODATA: it can't; another -errno after a
 * complaint. */
static int has_ended(int status, const char *out, struct commit *first)
{
	static const char found[] = " is the first bad commit";
	const char *end = strstr(out, found), *begin;

	if (status < 0 || status == 1 || status > 3)
		return git_complain("git bisect", status, out);
	if (status) /* 2: only skipped ones, 3: of the merge base */
		return -ENODATA;
	if (!end)
		return 0;
	for (begin = end; begin > out && begin[-1] != '\n';)
		begin--;
	if (end - begin >= GIT_ID_LEN)
		return -ENODATA;
	*first = (struct commit){ .id = "" };
	memcpy(first->id, begin, end - begin);
	return 1;
}

int history_bisect(struct history *h, const struct commit *good,
		   const struct commit *bad,
		   int (*ask)(void *context, const struct commit *commit),
		   void *context, struct commit *first, char *out, size_t size)
{
	static const char *const words[] = {
		[LIKE_FIRST] = "good",
		[LIKE_LAST] = "bad",
		[CANNOT_TELL] = "skip",
	};
	struct commit next;
	int answer = 0;
	int ret = ask_git(h, out, size, "update-ref", "--no-deref", "HEAD",
			  bad->id, NULL); /* bisect wants to go back there */

	if (!ret)
		ret = ask_git(h, out, size, "bisect", "start", "--no-checkout",
			      bad->id, good->id);
	while (!(ret = has_ended(ret, out, first))) {
		ret = git_commit(h->git, "BISECT_HEAD", &next);
		if (!ret)
			ret = answer = ask(context, &next);
		if (ret < 0)
			break;
		ret = ask_git(h, out, size, "bisect", words[answer], next.id,
			      NULL, NULL);
	}
	if (ret == 1) {
		next = *first;
		return git_commit(h->git, next.id, first) ? -EIO : 1;
	}
	return ret == -ENODATA ? 0 : ret;
}

int history_log(struct history *h, const char *path)
{
	char *out = malloc(WORDS_SIZE);
	int ret = out ? ask_git(h, out, WORDS_SIZE, "bisect", "log", NULL, NULL,
				NULL)
		      : -ENOMEM;

	if (ret > 0)
		ret = git_complain("git bisect log", ret, out);
	if (!ret)
		ret = write_file(path, out, "\n");
	free(out);
	return ret;
}
