// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "found.h"
#include "say.h"

#define FILE_NAME "kernels/found.tsv"
#define FILE_MAX  (1 << 20)

/* All of a small text file, or NULL and errno. */
static char *slurp(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "re");

	if (!f)
		return NULL;
	if (getdelim(&text, &size, '\0', f) < 0 || size > FILE_MAX) {
		free(text);
		text = NULL;
		errno = EINVAL;
	}
	fclose(f);
	return text;
}

/* Words between tabs, "-" for none; true if there were as many as asked. */
static bool split(char *line, const char *word[], int words)
{
	int n = 0;

	for (char *w; n < words && (w = strsep(&line, "\t")); n++)
		word[n] = strcmp(w, "-") ? w : "";
	return n == words && !line;
}

static bool parse_line(struct found *f, char *line)
{
	const char *w[7];

	if (!split(line, w, ARRAY_SIZE(w)))
		return false;
	*f = (struct found){ w[0], w[1], w[2], w[3], w[4], w[5], w[6] };
	return *f->stressor && *f->kernel && *f->verdict;
}

static int parse(struct found_table *t, const char *path)
{
	char *rest = t->text, *line;

	for (int number = 1; (line = strsep(&rest, "\n")); number++) {
		struct found *more;

		if (!*line || *line == '#')
			continue;
		more = reallocarray(t->line, t->lines + 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		t->line = more;
		if (!parse_line(&t->line[t->lines++], line)) {
			complain("%s:%d: not 7 fields with tabs between", path,
				 number);
			return -EINVAL;
		}
	}
	return 0;
}

int found_read(struct found_table *t)
{
	char path[PATH_MAX];
	int ret = data_path(path, sizeof(path), FILE_NAME);

	*t = (struct found_table){ 0 };
	if (ret)
		return ret;
	t->text = slurp(path);
	if (!t->text) {
		ret = -errno;
		complain("%s: %s", path, strerror(-ret));
		return ret;
	}
	ret = parse(t, path);
	if (ret)
		found_free(t);
	return ret;
}

void found_free(struct found_table *t)
{
	free(t->line);
	free(t->text);
	*t = (struct found_table){ 0 };
}

/* Where "6.1.192" is in the order of all releases. */
static long number(const char *release)
{
	long n = 0;

	for (int part = 0; part < 3; part++) {
		n = n * 100000 + strtol(release, (char **)&release, 10);
		release += *release == '.';
	}
	return n;
}

const char *found_kernel(const struct found_table *t, const char *release)
{
	const char *best = NULL;

	for (int i = 0; i < t->lines; i++) {
		const char *kernel = t->line[i].kernel;

		if (number(kernel) <= number(release) &&
		    (!best || number(kernel) > number(best)))
			best = kernel;
	}
	return best;
}

static bool has_line(const struct found_table *t, const char *stressor,
		     const char *kernel)
{
	for (int i = 0; i < t->lines; i++)
		if (!strcmp(t->line[i].stressor, stressor) &&
		    !strcmp(t->line[i].kernel, kernel))
			return true;
	return false;
}

const struct found *found_next(const struct found_table *t,
			       const char *stressor, const struct found *after)
{
	const struct found *end = t->line + t->lines;

	for (const struct found *f = after ? after + 1 : t->line; f < end; f++)
		if (!strcmp(f->stressor, stressor) ||
		    (!strcmp(f->stressor, "*") &&
		     !has_line(t, stressor, f->kernel)))
			return f;
	return NULL;
}
