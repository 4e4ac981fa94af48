// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/append.h"
#include "guest/matrix.h"
#include "guest/tier.h"
#include "say.h"

#define CPUS_MAX 64

/* Where in the file we are, for complaints. */
struct place {
	const char *path;
	int line;
	int words;
	char *word[MATRIX_WORDS];
};

static int wrong(const struct place *at, const char *what, const char *word,
		 const char *near)
{
	complain("%s:%d: %s '%s'%s%s%s", at->path, at->line, what, word,
		 near ? "; did you mean '" : "", near ? near : "",
		 near ? "'?" : "");
	return -EINVAL;
}

static int bad(const struct place *at, const char *what)
{
	complain("%s:%d: %s", at->path, at->line, what);
	return -EINVAL;
}

static const char *verdict_at(int i)
{
	return i < VERDICTS ? verdict_names[i] : NULL;
}

static const char *act_at(int i)
{
	return i < FIXED_ACTS ? act_names[i] : NULL;
}

static const char *stressor_at(int i)
{
	return stressors[i] ? stressors[i]->name : NULL;
}

static int parse_kernels(struct matrix *m, const struct place *at)
{
	int i;

	for (i = 1; i < at->words; i++) {
		if (m->kernels == MATRIX_KERNELS)
			return bad(at, "too many kernels");
		m->kernel[m->kernels++] = at->word[i];
	}
	return 0;
}

static bool parse_number(const char *text, uint64_t min, uint64_t max,
			 uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return !errno && !*end && *value >= min && *value <= max;
}

static int parse_seeds(struct matrix *m, const struct place *at)
{
	int i;

	for (i = 1; i < at->words; i++) {
		if (m->seeds == MATRIX_SEEDS)
			return bad(at, "too many seeds");
		if (!parse_number(at->word[i], 0, UINT32_MAX,
				  &m->seed[m->seeds]))
			return wrong(at, "not a seed (0 .. 4294967295):",
				     at->word[i], NULL);
		m->seeds++;
	}
	return 0;
}

static int parse_kernel(const struct matrix *m, const struct place *at,
			const char *word)
{
	for (int i = 0; i < m->kernels; i++)
		if (!strcmp(m->kernel[i], word))
			return i;
	return wrong(at, "not in the 'kernels' line above:", word, NULL);
}

/* "on=full,newest" */
static int parse_on(const struct matrix *m, struct matrix_run *run,
		    const struct place *at, char *names)
{
	char *save, *name = strtok_r(names, ",", &save);

	for (; name; name = strtok_r(NULL, ",", &save)) {
		int kernel = parse_kernel(m, at, name);

		if (kernel < 0)
			return kernel;
		run->on |= 1u << kernel;
	}
	return run->on ? 0 : bad(at, "on= needs kernels: on=A,B");
}

/* "append=quiet": one argument each time, for a word has no blanks. */
static int add_append(struct matrix_run *run, const struct place *at,
		      const char *arg)
{
	size_t len = strlen(run->append), room = sizeof(run->append) - len;
	const char *problem = append_problem(arg);
	int n = snprintf(run->append + len, room, "%s%s", len ? " " : "", arg);

	if (!problem && (size_t)n >= room)
		problem = "more than 191 bytes with append=";
	return problem ? wrong(at, problem, arg, NULL) : 0;
}

/* "tier=qemu", "cpus=2", "append=quiet" or "on=full,newest". */
static int parse_property(const struct matrix *m, struct matrix_run *run,
			  const struct place *at, char *word)
{
	const struct tier *tier;
	uint64_t cpus;

	if (!strncmp(word, "cpus=", 5)) {
		if (!parse_number(word + 5, 1, CPUS_MAX, &cpus))
			return wrong(at,
				     "not a number of CPUs (1 .. 64):", word,
				     NULL);
		run->cpus = cpus;
		return 0;
	}
	if (!strncmp(word, "on=", 3))
		return parse_on(m, run, at, word + 3);
	if (!strncmp(word, "append=", 7))
		return add_append(run, at, word + 7);
	if (strncmp(word, "tier=", 5))
		return wrong(at,
			     "neither tier=, cpus=, append=, on= nor the colon "
			     "before the options:",
			     word, NULL);
	tier = tier_find(word + 5);
	if (!tier)
		return wrong(at, "unknown tier", word + 5,
			     nearest(word + 5, tier_name_at));
	run->tier = tier->name;
	return 0;
}

/* It becomes part of a file name. */
static bool plain_name(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] ==
		       '\0' &&
	       strlen(name) < 32;
}

static int parse_run(struct matrix *m, const struct place *at)
{
	struct matrix_run *run = &m->run[m->runs];
	int i, err;

	if (m->runs == MATRIX_RUNS)
		return bad(at, "too many runs");
	if (at->words < 2 || !plain_name(at->word[1]))
		return bad(at, "run needs a name of letters, digits, _ and -");
	*run = (struct matrix_run){ .name = at->word[1],
				    .tier = "qemu",
				    .cpus = 1 };
	for (i = 0; i < m->runs; i++) {
		if (!strcmp(m->run[i].name, run->name))
			return wrong(at, "second run of the name", run->name,
				     NULL);
	}
	for (i = 2; i < at->words && strcmp(at->word[i], ":"); i++) {
		err = parse_property(m, run, at, at->word[i]);
		if (err)
			return err;
	}
	while (++i < at->words)
		run->argv[run->argc++] = at->word[i];
	if (!run->argc)
		return bad(at, "run needs ': OPTION...' at its end");
	m->runs++;
	return 0;
}

static int parse_verdict(const struct place *at, enum verdict *v)
{
	for (*v = 0; *v < VERDICTS; (*v)++) {
		if (!strcmp(at->word[2], verdict_names[*v]))
			return 0;
	}
	return wrong(at, "unknown verdict", at->word[2],
		     nearest(at->word[2], verdict_at));
}

/* STRESSOR, or STRESSOR/ACT. */
static int parse_site(const struct place *at, char *word,
		      struct matrix_expect *e)
{
	char *act = strchr(word, '/');

	e->stressor = word;
	e->act = ACTS;
	if (act) {
		*act++ = 0;
		for (e->act = 0; e->act < ACTS; e->act++)
			if (!strcmp(act_names[e->act], act))
				break;
		if (e->act == ACTS)
			return wrong(at, "unknown act", act,
				     nearest(act, act_at));
	}
	if (stressor_find(word))
		return 0;
	return wrong(at, "unknown stressor", word, nearest(word, stressor_at));
}

static int parse_expect(struct matrix *m, const struct place *at)
{
	struct matrix_expect e;
	int kernel, ret;

	if (at->words < 4)
		return bad(at, "expect needs KERNEL VERDICT STRESSOR...");
	kernel = parse_kernel(m, at, at->word[1]);
	if (kernel < 0)
		return kernel;
	e.kernel = m->kernel[kernel];
	ret = parse_verdict(at, &e.verdict);
	for (int i = 3; !ret && i < at->words; i++) {
		ret = parse_site(at, at->word[i], &e);
		if (!ret && m->expects == MATRIX_EXPECTS)
			return bad(at, "too many expectations");
		if (!ret)
			m->expect[m->expects++] = e;
	}
	return ret;
}

static int parse_knowledge(struct matrix *m, const struct place *at,
			   enum knowledge knowledge)
{
	if (at->words < 2)
		return bad(at, "needs KERNEL...");
	for (int i = 1; i < at->words; i++) {
		int kernel = parse_kernel(m, at, at->word[i]);

		if (kernel < 0)
			return kernel;
		m->known[kernel] = knowledge;
	}
	return 0;
}

static int parse_found(struct matrix *m, const struct place *at)
{
	return parse_knowledge(m, at, FOUND);
}

static int parse_mended(struct matrix *m, const struct place *at)
{
	return parse_knowledge(m, at, MENDED);
}

static int parse_killed(struct matrix *m, const struct place *at)
{
	return parse_knowledge(m, at, MUTANTS);
}

static const struct {
	const char *word;
	int (*parse)(struct matrix *m, const struct place *at);
} keywords[] = {
	{ "kernels", parse_kernels }, { "seeds", parse_seeds },
	{ "run", parse_run },	      { "expect", parse_expect },
	{ "found", parse_found },     { "mended", parse_mended },
	{ "killed", parse_killed },
};

static const char *keyword_at(int i)
{
	return i < (int)ARRAY_SIZE(keywords) ? keywords[i].word : NULL;
}

static int parse_line(struct matrix *m, struct place *at, char *line)
{
	char *save, *word;
	size_t i;

	at->words = 0;
	for (word = strtok_r(line, " \t\r", &save); word && *word != '#';
	     word = strtok_r(NULL, " \t\r", &save)) {
		if (at->words == MATRIX_WORDS)
			return bad(at, "too many words in the line");
		at->word[at->words++] = word;
	}
	if (!at->words)
		return 0;
	for (i = 0; i < ARRAY_SIZE(keywords); i++) {
		if (!strcmp(at->word[0], keywords[i].word))
			return keywords[i].parse(m, at);
	}
	return wrong(at, "unknown keyword", at->word[0],
		     nearest(at->word[0], keyword_at));
}

/* Cut the next line off *text; a backslash at its end joins the one below, and
 * is counted in *joined. */
static char *cut_line(char **text, int *joined)
{
	char *line = *text, *end = line;

	*joined = 0;
	if (!*line)
		return NULL;
	while ((end = strchr(end, '\n')) && end > line && end[-1] == '\\') {
		end[-1] = *end = ' ';
		++*joined;
	}
	if (end)
		*end++ = '\0';
	*text = end ? end : line + strlen(line);
	return line;
}

static int parse(struct matrix *m, const char *path)
{
	struct place at = { .path = path };
	char *text = m->text, *line;
	int err, joined = 0;

	for (at.line = 1; (line = cut_line(&text, &joined));
	     at.line += 1 + joined) {
		err = parse_line(m, &at, line);
		if (err)
			return err;
	}
	if (!m->kernels || !m->runs || !m->seeds) {
		complain("%s: no '%s' line", path,
			 !m->kernels ? "kernels"
			 : !m->runs  ? "run"
				     : "seeds");
		return -EINVAL;
	}
	return 0;
}

int matrix_load(const char *name, struct matrix *m)
{
	char path[PATH_MAX], own[64];
	int err;

	memset(m, 0, sizeof(*m));
	snprintf(own, sizeof(own), "kernels/%.40s.matrix", name);
	if (strpbrk(name, "/.") || data_path(path, sizeof(path), own))
		snprintf(path, sizeof(path), "%s", name);
	m->text = read_text(path);
	if (!m->text) {
		err = -errno;
		complain("cannot read the matrix %s: %s", path, strerror(-err));
		return err;
	}
	return parse(m, strpbrk(name, "/.") ? name : own);
}

void matrix_free(struct matrix *m)
{
	free(m->text);
	m->text = NULL;
}
