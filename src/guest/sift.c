// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "guest/sift.h"
#include "result.h"
#include "util.h"

static bool is_of(const struct result *r, const char *kernel)
{
	const struct where *w = &r->where;
	char name[2 * NAME_LEN + 2];

	snprintf(name, sizeof(name), "%.63s%s%s", kernel, *w->mutant ? "+" : "",
		 w->mutant);
	return !strncmp(w->kernel, name, NAME_LEN - 1);
}

static bool is_record(char *line, size_t len, const char *kernel,
		      struct result *r)
{
	char why[WORDS_MAX];
	FILE *f = fmemopen(line, len, "r");
	bool is = f && result_read(f, r, why) == 1 && is_of(r, kernel);

	if (f)
		fclose(f);
	return is;
}

/* How many lines of in did not go to out, or -errno. */
static int sift(FILE *in, FILE *out, const char *kernel)
{
	struct result *r = malloc(sizeof(*r));
	char *line = NULL;
	size_t size = 0;
	int dropped = r ? 0 : -ENOMEM;
	ssize_t len;

	while (r && (len = getline(&line, &size, in)) > 0) {
		if (!is_record(line, len, kernel, r))
			dropped++;
		else if (fwrite(line, 1, len, out) != (size_t)len)
			break;
	}
	free(line);
	free(r);
	return ferror(in) || ferror(out) ? -EIO : dropped;
}

int sift_records(const char *path, const char *kernel)
{
	char sifted[PATH_MAX + 8];
	FILE *in = fopen(path, "re"), *out;
	int dropped;

	if (!in)
		return -errno;
	snprintf(sifted, sizeof(sifted), "%s.sifted", path);
	out = fopen(sifted, "we");
	dropped = out ? sift(in, out, kernel) : -errno;
	fclose(in);
	if (out && fclose(out) && dropped >= 0)
		dropped = -errno;
	if (dropped > 0 && rename(sifted, path))
		dropped = -errno;
	if (dropped <= 0)
		unlink(sifted);
	return dropped;
}
