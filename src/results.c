// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report.h"
#include "say.h"

/* A record takes some 20 kB here: what lies beyond is no result of ours. */
#define MAX_RECORDS 50000
#define MAX_PAIRS   256 /* of a kernel and its arguments */

static int grow(struct results *all, int *room)
{
	int more = *room ? *room * 2 : 16;
	struct result *r = reallocarray(all->r, more, sizeof(*r));

	if (!r)
		return -ENOMEM;
	all->r = r;
	*room = more;
	return 0;
}

/* What is no record is counted and named, and does not stop the rest. */
static int read_records(FILE *f, const char *path, struct results *all,
			int *room)
{
	char why[WORDS_MAX];
	int ret, bad = 0;

	do {
		if (all->n == MAX_RECORDS)
			return -EFBIG;
		if (all->n == *room && grow(all, room))
			return -ENOMEM;
		ret = result_read(f, &all->r[all->n], why);
		if (ret == 1)
			all->n++;
		else if (ret == -EBADMSG && !bad++)
			note("%s: a line is no record: %s", path, why);
		else if (ret < 0 && ret != -EBADMSG)
			return ret;
	} while (ret);
	if (bad > 1)
		note("%s: %d lines are no records", path, bad);
	all->bad_lines += bad;
	return ferror(f) ? -EIO : 0;
}

static int load_file(const char *path, struct results *all, int *room)
{
	FILE *f = fopen(path, "re");
	int ret = f ? read_records(f, path, all, room) : -errno;

	if (f)
		fclose(f);
	if (ret)
		complain("%s: can't read results: %s", path, strerror(-ret));
	return ret;
}

static int is_jsonl(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && !strcmp(dot, ".jsonl");
}

static int load_folder(const char *path, struct results *all, int *room)
{
	struct dirent **entry = NULL;
	int n = SYS(scandir(path, &entry, is_jsonl, alphasort)), ret = 0;
	char file[PATH_MAX];

	if (n < 0) {
		complain("%s: can't read folder: %s", path, strerror(-n));
		return n;
	}
	for (int i = 0; i < n; i++) {
		int len = snprintf(file, sizeof(file), "%s/%s", path,
				   entry[i]->d_name);

		if (!ret && len < (int)sizeof(file))
			ret = load_file(file, all, room);
		free(entry[i]);
	}
	free(entry);
	return ret;
}

int results_load(const char *path, struct results *all)
{
	struct stat st;
	int ret = SYS(stat(path, &st)), room = 0;

	memset(all, 0, sizeof(*all));
	if (ret) {
		complain("%s: no results: %s", path, strerror(-ret));
		return ret;
	}
	ret = S_ISDIR(st.st_mode) ? load_folder(path, all, &room)
				  : load_file(path, all, &room);
	if (!ret && !all->n) {
		complain("%s: %s", path,
			 S_ISDIR(st.st_mode) ? "no *.jsonl in it holds a record"
					     : "holds no record of a run");
		ret = -ENODATA;
	}
	return ret;
}

/* A kernel and its arguments. */
struct pair {
	char kernel[NAME_LEN], append[APPEND_LEN];
	bool several; /* the kernel ran with others, too */
};

static int find_pair(const struct pair *pair, int n, const struct where *w)
{
	int i = 0;

	while (i < n && (strcmp(pair[i].kernel, w->kernel) ||
			 strcmp(pair[i].append, w->append)))
		i++;
	return i;
}

/* Different ones in order of appearance, MAX_PAIRS at most. */
static int find_pairs(const struct results *all, struct pair *pair)
{
	int n = 0;

	for (int i = 0; i < all->n && n < MAX_PAIRS; i++) {
		const struct where *w = &all->r[i].where;

		if (find_pair(pair, n, w) < n)
			continue;
		memcpy(pair[n].kernel, w->kernel, NAME_LEN);
		memcpy(pair[n].append, w->append, APPEND_LEN);
		pair[n].several = false;
		for (int k = 0; k < n; k++)
			if (!strcmp(pair[k].kernel, w->kernel))
				pair[k].several = pair[n].several = true;
		n++;
	}
	return n;
}

/* A name that is cut ends with a number, for there may be two of them. */
static void put_arguments(struct where *w, int number)
{
	size_t len = strlen(w->kernel), room = NAME_LEN - len;
	char tail[16];
	int cut;

	if (snprintf(w->kernel + len, room, " %s", w->append) >= (int)room) {
		cut = snprintf(tail, sizeof(tail), "..%d", number);
		memcpy(w->kernel + NAME_LEN - 1 - cut, tail, cut);
	}
	w->name_len = (int)len;
}

void results_tell_apart(struct results *all)
{
	struct pair pair[MAX_PAIRS];
	int n = find_pairs(all, pair);

	for (int i = 0; i < all->n; i++) {
		struct where *w = &all->r[i].where;
		int k = find_pair(pair, n, w);

		if (k < n && pair[k].several && *w->append)
			put_arguments(w, k);
	}
}

static bool ran_on(const struct results *all, int n, const char *kernel)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(all->r[i].where.kernel, kernel))
			return true;
	return false;
}

bool results_have_kernel(const struct results *all, const char *option,
			 const char *kernel)
{
	char names[256] = "";
	size_t n = 0;

	if (ran_on(all, all->n, kernel))
		return true;
	for (int i = 0; i < all->n && n < sizeof(names); i++) {
		const char *name = all->r[i].where.kernel;

		if (!ran_on(all, i, name))
			n += snprintf(names + n, sizeof(names) - n, "%s%s",
				      n ? ", " : "", name);
	}
	complain("--%s: no record of kernel '%s'; there is %s", option, kernel,
		 names);
	return false;
}

void results_free(struct results *all)
{
	free(all->r);
	memset(all, 0, sizeof(*all));
}
