// SPDX-License-Identifier: GPL-2.0
/* The line `run NAME PROPERTY... : OPTION...` of a matrix file. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "guest/append.h"
#include "guest/matrix-line.h"
#include "guest/tier.h"
#include "say.h"

#define CPUS_MAX 64

int matrix_wrong(const struct matrix_line *at, const char *what,
		 const char *word, const char *near)
{
	complain("%s:%d: %s '%s'%s%s%s", at->path, at->line, what, word,
		 near ? "; did you mean '" : "", near ? near : "",
		 near ? "'?" : "");
	return -EINVAL;
}

int matrix_bad(const struct matrix_line *at, const char *what)
{
	complain("%s:%d: %s", at->path, at->line, what);
	return -EINVAL;
}

bool matrix_number(const char *text, uint64_t min, uint64_t max,
		   uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return !errno && !*end && *value >= min && *value <= max;
}

int matrix_kernel(const struct matrix *m, const struct matrix_line *at,
		  const char *name)
{
	for (int i = 0; i < m->kernels; i++)
		if (!strcmp(m->kernel[i], name))
			return i;
	return matrix_wrong(at, "not in the 'kernels' line above:", name, NULL);
}

/* What a property's value goes to. */
struct taker {
	const struct matrix *m;
	const struct matrix_line *at;
	struct matrix_run *run;
};

static int take_tier(struct taker *t, char *value)
{
	const struct tier *tier = tier_find(value);

	if (!tier)
		return matrix_wrong(t->at, "unknown tier", value,
				    nearest(value, tier_name_at));
	t->run->tier = tier->name;
	return 0;
}

static int take_cpus(struct taker *t, char *value)
{
	uint64_t cpus;

	if (!matrix_number(value, 1, CPUS_MAX, &cpus))
		return matrix_wrong(
			t->at, "not a number of CPUs (1 .. 64):", value, NULL);
	t->run->cpus = (int)cpus;
	return 0;
}

/* One argument each time, for a word has no blanks. */
static int take_append(struct taker *t, char *value)
{
	char *to = t->run->append;
	size_t len = strlen(to), room = sizeof(t->run->append) - len;
	const char *problem = append_problem(value);
	int n = snprintf(to + len, room, "%s%s", len ? " " : "", value);

	if (!problem && (size_t)n >= room)
		problem = "more than 191 bytes with append=";
	return problem ? matrix_wrong(t->at, problem, value, NULL) : 0;
}

static int take_on(struct taker *t, char *value)
{
	char *save, *name = strtok_r(value, ",", &save);

	for (; name; name = strtok_r(NULL, ",", &save)) {
		int kernel = matrix_kernel(t->m, t->at, name);

		if (kernel < 0)
			return kernel;
		t->run->on |= 1u << kernel;
	}
	return t->run->on ? 0 : matrix_bad(t->at, "on= needs kernels: on=A,B");
}

static int take_time(struct taker *t, const char *value, uint64_t *ns)
{
	if (time_parse(value, ns) && *ns >= SEC_NS)
		return 0;
	return matrix_wrong(t->at,
			    "not a time of a second or more (90s, 2m):", value,
			    NULL);
}

static int take_boot(struct taker *t, char *value)
{
	return take_time(t, value, &t->run->limits.boot_ns);
}

static int take_stall(struct taker *t, char *value)
{
	return take_time(t, value, &t->run->limits.stall_ns);
}

static int take_limit(struct taker *t, char *value)
{
	return take_time(t, value, &t->run->limits.whole_ns);
}

static const struct {
	const char *name;
	int (*take)(struct taker *t, char *value);
} properties[] = {
	{ "tier=", take_tier },	  { "cpus=", take_cpus },
	{ "on=", take_on },	  { "append=", take_append },
	{ "boot=", take_boot },	  { "stall=", take_stall },
	{ "limit=", take_limit },
};

static int take_property(struct taker *t, char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(properties); i++) {
		size_t len = strlen(properties[i].name);

		if (!strncmp(word, properties[i].name, len))
			return properties[i].take(t, word + len);
	}
	return matrix_wrong(t->at,
			    "neither tier=, cpus=, on=, append=, boot=, "
			    "stall=, limit= nor the colon before the options:",
			    word, NULL);
}

/* It becomes part of a file name. */
static bool plain_name(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] ==
		       '\0' &&
	       strlen(name) < 32;
}

/* A run of that name on the line.  0 or -EINVAL. */
static int begin(struct matrix *m, const struct matrix_line *at,
		 struct matrix_run *run)
{
	if (m->runs == MATRIX_RUNS)
		return matrix_bad(at, "too many runs");
	if (at->words < 2 || !plain_name(at->word[1]))
		return matrix_bad(at, "run needs a name of letters, digits, _ "
				      "and -");
	for (int i = 0; i < m->runs; i++)
		if (!strcmp(m->run[i].name, at->word[1]))
			return matrix_wrong(at, "second run of the name",
					    at->word[1], NULL);
	*run = (struct matrix_run){ .name = at->word[1],
				    .tier = "qemu",
				    .cpus = 1,
				    .limits.whole_ns = CELL_NS };
	return 0;
}

int matrix_run(struct matrix *m, const struct matrix_line *at)
{
	struct matrix_run *run = &m->run[m->runs];
	struct taker t = { m, at, run };
	int i, err = begin(m, at, run);

	for (i = 2; !err && i < at->words && strcmp(at->word[i], ":"); i++)
		err = take_property(&t, at->word[i]);
	if (err)
		return err;
	while (++i < at->words)
		run->argv[run->argc++] = at->word[i];
	if (!run->argc)
		return matrix_bad(at, "run needs ': OPTION...' at its end");
	m->runs++;
	return 0;
}
