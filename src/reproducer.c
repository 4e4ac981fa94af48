// SPDX-License-Identifier: GPL-2.0
/*
 * The texts below reproducers/ are C, and lines that begin with @:
 *
 *   @if WORD...     what follows, up to @end, is there if one of the words
 *                   holds; !WORD: if it does not (holds())
 *   @can STEP...    the site has a function for these steps
 *   @include FILE
 *   @story@ @site@ @steps@
 *
 * and @waiters@ @turns@ @order@ @event@ anywhere in a line (values()).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "reproducer.h"
#include "util.h"

#define COLUMNS	   80
#define INDENT	   16 /* of the steps */
#define MAX_NESTED 4  /* files */

struct job {
	FILE *f;
	const struct stressor *s;
	const struct script *script;
	const struct result *r;
	unsigned can; /* 1 << STEP_...: has a function of the site */
	int files;    /* that are being read */
	int depth;    /* of @if */
	int skip;     /* up to the @end of that depth; 0: nothing */
};

/* A call for each step; the number of its waiter goes in between. */
static const struct {
	const char *before, *after;
} calls[STEP_KINDS] = {
	[STEP_POST] = { "post(", ");" },
	[STEP_SIGNAL] = { "kill(pid[", "], SIGUSR1);" },
	[STEP_RESTART] = { "kill(pid[", "], SIGUSR2);" },
	[STEP_KILL] = { "kill(pid[", "], SIGKILL);" },
	[STEP_STOP] = { "kill(pid[", "], SIGSTOP);" },
	[STEP_CONTINUE] = { "kill(pid[", "], SIGCONT);" },
	[STEP_CALL] = { "call(", ");" },
	[STEP_RUN_ONE] = { "run_one(", ");" },
	[STEP_RUN] = { "run(", ");" },
	[STEP_QUIET] = { "quiet(", ");" },
	[STEP_RESIZE] = { "resize(", ");" },
	[STEP_HANG_UP] = { "hang_up(", ");" },
};

static bool has(const struct job *j, enum step_kind kind)
{
	return script_has(j->script, kind);
}

/* A word that is more than the name of a step, 1 or 0; -1: it is not. */
static int holds_special(const struct job *j, const char *word)
{
	const bool fatal = j->s->stop != STOP_SIGNAL;
	const struct {
		const char *word;
		bool holds;
	} special[] = {
		/* What proves a loss is needed in any case. */
		{ "post", fatal || has(j, STEP_POST) },
		{ "sig", !fatal || has(j, STEP_SIGNAL) },
		{ "run", has(j, STEP_RUN) },
		{ "run_one", has(j, STEP_RUN_ONE) },
		{ "fatal", fatal },
		{ "deferred", j->s->deferred },
		{ "shed", j->s->shed && has(j, STEP_HANG_UP) },
		{ "ready", !has(j, STEP_HANG_UP) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(special); i++)
		if (!strcmp(special[i].word, word))
			return special[i].holds;
	return -1;
}

/* A word of @if: see above, the name of a step, or that of the stressor. */
static bool holds(const struct job *j, const char *word)
{
	int special;

	if (*word == '!')
		return !holds(j, word + 1);
	special = holds_special(j, word);
	if (special >= 0)
		return special;
	for (int kind = 0; kind < STEP_KINDS; kind++)
		if (!strcmp(step_words[kind], word))
			return has(j, kind);
	return !strcmp(j->s->name, word);
}

static void on_if(struct job *j, char *words)
{
	bool any = false;
	char *save;

	j->depth++;
	for (char *w = strtok_r(words, " ", &save); w;
	     w = strtok_r(NULL, " ", &save))
		any |= holds(j, w);
	if (!any && !j->skip)
		j->skip = j->depth;
}

static int on_end(struct job *j)
{
	if (j->skip == j->depth)
		j->skip = 0;
	return j->depth-- > 0 ? 0 : -EBADMSG;
}

static void on_can(struct job *j, const char *words)
{
	for (int kind = 0; kind < STEP_KINDS; kind++) {
		const char *word = step_words[kind];

		if (word_in(words, word, strlen(word)))
			j->can |= 1u << kind;
	}
}

static void put_call(struct job *j, const struct step *step, int *column)
{
	char number[12] = "", text[64];
	int len;

	if (step_names_waiter(step->kind))
		snprintf(number, sizeof(number), "%d", step->number);
	len = snprintf(text, sizeof(text), "%s%s%s", calls[step->kind].before,
		       number, calls[step->kind].after);
	if (*column + 1 + len > COLUMNS) {
		fputs("\n\t\t", j->f);
		*column = INDENT;
	} else if (*column > INDENT) {
		*column += fprintf(j->f, " ");
	}
	*column += fprintf(j->f, "%s", text);
}

static void put_steps(struct job *j)
{
	int column = INDENT;

	fputs("\t\t", j->f);
	for (int i = 0; i < j->script->steps; i++) {
		const struct step *step = &j->script->step[i];
		int times = step->kind == STEP_POST ? step->number : 1;

		while (times--)
			put_call(j, step, &column);
	}
	fputc('\n', j->f);
}

/* The value of a place in a line, or NULL. */
static const char *value(const struct job *j, const char *key, char number[12])
{
	snprintf(number, 12, "%d", j->script->waiters);
	if (!strcmp(key, "waiters"))
		return number;
	if (!strcmp(key, "turns"))
		return j->s->deferred ? "1000" : "10";
	if (!strcmp(key, "order")) /* the first one woken is number 0 */
		return j->s->lifo ? "WAITERS - 1 - n" : "n";
	if (!strcmp(key, "event")) /* who is hung up on may not sleep at all */
		return has(j, STEP_HANG_UP) ? "1" : "ready()";
	return NULL;
}

/* A line of C with its places filled in. */
static int put_line(struct job *j, char *line)
{
	char *at, *end, number[12];
	const char *text;

	for (; (at = strchr(line, '@')); line = end + 1) {
		end = strchr(at + 1, '@');
		if (!end)
			return -EBADMSG;
		*at = *end = '\0';
		text = value(j, at + 1, number);
		if (!text)
			return -EBADMSG;
		fprintf(j->f, "%s%s", line, text);
	}
	fprintf(j->f, "%s\n", line);
	return 0;
}

static int expand(struct job *j, const char *name);

/* One line, without its end. */
static int on_line(struct job *j, char *line)
{
	char name[NAME_LEN];

	if (!strncmp(line, "@if ", 4)) {
		on_if(j, line + 4);
		return 0;
	}
	if (!strcmp(line, "@end"))
		return on_end(j);
	if (j->skip)
		return 0;
	if (!strncmp(line, "@include ", 9))
		return expand(j, line + 9);
	if (!strncmp(line, "@can ", 5)) {
		on_can(j, line + 5);
		return 0;
	}
	if (!strcmp(line, "@site@")) {
		snprintf(name, sizeof(name), "%s.c", j->s->name);
		return expand(j, name);
	}
	if (!strcmp(line, "@story@"))
		reproducer_story(j->f, j->s, j->script, j->r);
	else if (!strcmp(line, "@steps@"))
		put_steps(j);
	else
		return put_line(j, line);
	return 0;
}

/* The text of that file below reproducers/; NULL: errno says why. */
static char *template(const char *name)
{
	char in[128], path[4096];
	int ret;

	snprintf(in, sizeof(in), "reproducers/%s", name);
	ret = data_path(path, sizeof(path), in);
	if (!ret)
		return read_text(path);
	errno = -ret;
	return NULL;
}

static int expand(struct job *j, const char *name)
{
	int depth = j->depth, ret = 0;
	char *text, *next;

	if (j->files == MAX_NESTED)
		return -EBADMSG;
	text = template(name);
	if (!text)
		return -errno;
	j->files++;
	for (char *line = text; *line && !ret; line = next) {
		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		ret = on_line(j, line);
	}
	j->files--;
	free(text);
	return ret || j->depth == depth ? ret : -EBADMSG;
}

/* Who is stopped between being told and taking may have been told. */
static bool ends_stopped(const struct script *script)
{
	bool stopped[SCRIPT_WAITERS] = { false };
	int n = 0;

	for (int i = 0; i < script->steps; i++)
		if (script->step[i].kind == STEP_STOP)
			stopped[script->step[i].number] = true;
		else if (script->step[i].kind == STEP_CONTINUE)
			stopped[script->step[i].number] = false;
	for (int i = 0; i < SCRIPT_WAITERS; i++)
		n += stopped[i];
	return n > 0;
}

/* Can it be written down?  Asked when the site has said what it can. */
static bool is_expressible(const struct job *j)
{
	const unsigned site = 1u << STEP_RESIZE | 1u << STEP_HANG_UP;

	for (int i = 0; i < j->script->steps; i++) {
		const struct step *step = &j->script->step[i];

		if (!calls[step->kind].before ||
		    (site & ~j->can & 1u << step->kind) ||
		    (step_names_waiter(step->kind) &&
		     step->number >= j->script->waiters))
			return false;
	}
	/* The proof by event needs somebody who posts it. */
	if (j->s->stop != STOP_SIGNAL && has(j, STEP_HANG_UP))
		return false;
	return !j->s->two_steps || !ends_stopped(j->script);
}

bool reproducer_exists(const struct stressor *s)
{
	char name[NAME_LEN], *text;

	snprintf(name, sizeof(name), "%s.c", s->name);
	text = template(name);
	free(text);
	return text != NULL;
}

int reproducer_write(FILE *f, const struct stressor *s,
		     const struct script *script, const struct result *r)
{
	struct job j = { .s = s, .script = script, .r = r };
	char *text = NULL;
	size_t size;
	int ret;

	j.f = open_memstream(&text, &size);
	if (!j.f)
		return -errno;
	ret = expand(&j, "frame.c");
	if (fclose(j.f) && !ret)
		ret = -ENOMEM;
	if (!ret && !is_expressible(&j))
		ret = -ENOTSUP;
	if (!ret && fputs(text, f) < 0)
		ret = -EIO;
	free(text);
	return ret;
}
