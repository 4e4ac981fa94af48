// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/matrix-line.h"
#include "say.h"

#define EACH_KERNEL MATRIX_KERNELS /* in place of its number */

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

static int parse_kernels(struct matrix *m, const struct matrix_line *at)
{
	int i;

	for (i = 1; i < at->words; i++) {
		if (m->kernels == MATRIX_KERNELS)
			return matrix_bad(at, "too many kernels");
		m->kernel[m->kernels++] = at->word[i];
	}
	return 0;
}

/* Each kernel so far, with each of the fragments; "-": as it is. */
static int parse_fragments(struct matrix *m, const struct matrix_line *at)
{
	const char *plain[MATRIX_KERNELS];
	int kernels = m->kernels, n = at->words - 1;

	if (!n || !kernels || *m->with[0])
		return matrix_bad(at,
				  "needs FRAGMENT..., once, below 'kernels'");
	if (kernels * n > MATRIX_KERNELS)
		return matrix_bad(at, "too many kernels");
	memcpy(plain, m->kernel, sizeof(plain));
	m->kernels = 0;
	for (int i = 0; i < kernels * n; i++) {
		const char *with = at->word[1 + i % n];
		bool none = !strcmp(with, "-");
		char *name = m->with[m->kernels];
		int len =
			snprintf(name, KERNEL_NAME_MAX, "%s%s%s", plain[i / n],
				 none ? "" : "+", none ? "" : with);

		if (len >= KERNEL_NAME_MAX || strchr(with, '/'))
			return matrix_wrong(at, "no name of a fragment:", with,
					    NULL);
		m->kernel[m->kernels++] = name;
	}
	return 0;
}

static int parse_seeds(struct matrix *m, const struct matrix_line *at)
{
	int i;

	for (i = 1; i < at->words; i++) {
		if (m->seeds == MATRIX_SEEDS)
			return matrix_bad(at, "too many seeds");
		if (!matrix_number(at->word[i], 0, UINT32_MAX,
				   &m->seed[m->seeds]))
			return matrix_wrong(at, "not a seed (0 .. 4294967295):",
					    at->word[i], NULL);
		m->seeds++;
	}
	return 0;
}

static int parse_verdict(const struct matrix_line *at, enum verdict *v)
{
	for (*v = 0; *v < VERDICTS; (*v)++) {
		if (!strcmp(at->word[2], verdict_names[*v]))
			return 0;
	}
	return matrix_wrong(at, "unknown verdict", at->word[2],
			    nearest(at->word[2], verdict_at));
}

/* STRESSOR, or STRESSOR/ACT. */
static int parse_site(const struct matrix_line *at, char *word,
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
			return matrix_wrong(at, "unknown act", act,
					    nearest(act, act_at));
	}
	if (stressor_find(word))
		return 0;
	return matrix_wrong(at, "unknown stressor", word,
			    nearest(word, stressor_at));
}

/* Of one kernel, or of each so far. */
static int add_expect(struct matrix *m, const struct matrix_line *at,
		      int kernel, struct matrix_expect e)
{
	for (int k = 0; k < m->kernels; k++) {
		if (kernel != EACH_KERNEL && k != kernel)
			continue;
		if (m->expects == MATRIX_EXPECTS)
			return matrix_bad(at, "too many expectations");
		e.kernel = m->kernel[k];
		m->expect[m->expects++] = e;
	}
	return 0;
}

static int parse_expect(struct matrix *m, const struct matrix_line *at)
{
	struct matrix_expect e = { .kernel = NULL };
	int kernel = EACH_KERNEL, ret;

	if (at->words < 4)
		return matrix_bad(at,
				  "expect needs KERNEL VERDICT STRESSOR...");
	if (strcmp(at->word[1], "*"))
		kernel = matrix_kernel(m, at, at->word[1]);
	if (kernel < 0)
		return kernel;
	ret = parse_verdict(at, &e.verdict);
	for (int i = 3; !ret && i < at->words; i++) {
		ret = parse_site(at, at->word[i], &e);
		if (!ret)
			ret = add_expect(m, at, kernel, e);
	}
	return ret;
}

static int parse_knowledge(struct matrix *m, const struct matrix_line *at,
			   enum knowledge knowledge)
{
	if (at->words < 2)
		return matrix_bad(at, "needs KERNEL...");
	for (int i = 1; i < at->words; i++) {
		int kernel = matrix_kernel(m, at, at->word[i]);

		if (kernel < 0)
			return kernel;
		m->known[kernel] = knowledge;
	}
	return 0;
}

static int parse_found(struct matrix *m, const struct matrix_line *at)
{
	return parse_knowledge(m, at, FOUND);
}

static int parse_mended(struct matrix *m, const struct matrix_line *at)
{
	return parse_knowledge(m, at, MENDED);
}

static int parse_killed(struct matrix *m, const struct matrix_line *at)
{
	return parse_knowledge(m, at, MUTANTS);
}

static const struct {
	const char *word;
	int (*parse)(struct matrix *m, const struct matrix_line *at);
} keywords[] = {
	{ "kernels", parse_kernels }, { "fragments", parse_fragments },
	{ "seeds", parse_seeds },     { "run", matrix_run },
	{ "expect", parse_expect },   { "found", parse_found },
	{ "mended", parse_mended },   { "killed", parse_killed },
};

static const char *keyword_at(int i)
{
	return i < (int)ARRAY_SIZE(keywords) ? keywords[i].word : NULL;
}

static int parse_line(struct matrix *m, struct matrix_line *at, char *line)
{
	char *save, *word;
	size_t i;

	at->words = 0;
	for (word = strtok_r(line, " \t\r", &save); word && *word != '#';
	     word = strtok_r(NULL, " \t\r", &save)) {
		if (at->words == MATRIX_WORDS)
			return matrix_bad(at, "too many words in the line");
		at->word[at->words++] = word;
	}
	if (!at->words)
		return 0;
	for (i = 0; i < ARRAY_SIZE(keywords); i++) {
		if (!strcmp(at->word[0], keywords[i].word))
			return keywords[i].parse(m, at);
	}
	return matrix_wrong(at, "unknown keyword", at->word[0],
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
	struct matrix_line at = { .path = path };
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
		complain("can't read the matrix %s: %s", path, strerror(-err));
		return err;
	}
	return parse(m, strpbrk(name, "/.") ? name : own);
}

void matrix_free(struct matrix *m)
{
	free(m->text);
	m->text = NULL;
}
