// SPDX-License-Identifier: GPL-2.0
/*
 * The texts below reproducers/ are C, and lines that begin with @:
 *
 *   @if WORD...     what follows, up to @end, is there if one of the words
 *                   holds; !WORD: if it does not (holds())
 *   @in SECTION     the same, if that section of the site is asked for
 *   @put SECTION    that section of the site, indented like this line
 *   @include FILE
 *   @story@ @steps@
 *
 * and @waiters@ @turns@ @order@ @all@ anywhere in a line (put_value()).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "reproducer.h"
#include "util.h"

#define MAX_NESTED 4 /* files */

struct job {
	FILE *f;
	const struct stressor *s;
	const struct script *script;
	const struct result *r;
	const char *section; /* of the site; NULL: this is the frame */
	int indent;	     /* tabs in front of each of its lines */
	int lines;	     /* written */
	int files;	     /* that are being read */
	int depth;	     /* of @if and @in */
	int skip;	     /* up to the @end of that depth; 0: nothing */
};

/* Each step in C; # is the number of its waiter. */
static const char *const step_text[STEP_KINDS] = {
	[STEP_SIGNAL] = "kill(pid[#], SIGUSR1);",
	[STEP_RESTART] = "kill(pid[#], SIGUSR2);",
	[STEP_KILL] = "kill(pid[#], SIGKILL);",
	[STEP_STOP] = "kill(pid[#], SIGSTOP);",
	[STEP_CONTINUE] = "kill(pid[#], SIGCONT);",
	[STEP_CALL] = "call(#);",
	[STEP_RUN_ONE] = "priority(pid[#], 4);\n\tpriority(pid[#], 2);",
	[STEP_RUN] = "priority(0, 1); /* they run */\n\tpriority(0, 3);",
	[STEP_QUIET] = "quiet();",
};

/* These are sections of the site, by the step's word. */
static bool is_section(enum step_kind kind)
{
	return kind == STEP_POST || kind == STEP_RESIZE || kind == STEP_HANG_UP;
}

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
		{ "sig", !fatal || has(j, STEP_SIGNAL) },
		{ "fatal", fatal },
		{ "deferred", j->s->deferred },
		{ "shed", j->s->shed && has(j, STEP_HANG_UP) },
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

/* What follows, up to @end, is there, or not. */
static void on_begin(struct job *j, bool is_there)
{
	j->depth++;
	if (!is_there && !j->skip)
		j->skip = j->depth;
}

static bool any_holds(const struct job *j, char *words)
{
	bool any = false;
	char *save;

	for (char *w = strtok_r(words, " ", &save); w;
	     w = strtok_r(NULL, " ", &save))
		any |= holds(j, w);
	return any;
}

static int on_end(struct job *j)
{
	if (j->skip == j->depth)
		j->skip = 0;
	return j->depth-- > 0 ? 0 : -EBADMSG;
}

static int expand(struct job *j, const char *name);

/* A section of the site; -ENOTSUP: it has none of that name. */
static int put_section(struct job *j, const char *section, int indent)
{
	char name[NAME_LEN];
	int ret, lines = j->lines;

	snprintf(name, sizeof(name), "%s.c", j->s->name);
	j->section = section;
	j->indent = indent;
	ret = expand(j, name);
	j->section = NULL;
	j->indent = 0;
	return ret || j->lines > lines ? ret : -ENOTSUP;
}

static int put_step(struct job *j, const struct step *step, int indent)
{
	const char *text = step_text[step->kind];

	if (is_section(step->kind))
		return put_section(j, step_words[step->kind], indent);
	if (!text || (step_names_waiter(step->kind) &&
		      step->number >= j->script->waiters))
		return -ENOTSUP;
	fputc('\t', j->f);
	for (; *text; text++)
		if (*text == '#')
			fprintf(j->f, "%d", step->number);
		else
			fputc(*text, j->f);
	fputc('\n', j->f);
	return 0;
}

static int put_steps(struct job *j)
{
	int ret = 0;

	for (int i = 0; i < j->script->steps && !ret; i++) {
		const struct step *step = &j->script->step[i];
		const bool many = step->kind == STEP_POST && step->number > 1;

		if (many)
			fprintf(j->f, "\tfor (int n = 0; n < %d; n++)\n",
				step->number);
		ret = put_step(j, step, 1 + many);
	}
	return ret;
}

/* What a place in a line stands for. */
static int put_value(struct job *j, const char *key)
{
	const int waiters = j->script->waiters, all = (1 << waiters) - 1;

	if (!strcmp(key, "waiters"))
		fprintf(j->f, "%d", waiters);
	else if (!strcmp(key, "turns"))
		fprintf(j->f, "%d", j->s->deferred ? 1000 : 10);
	else if (!strcmp(key, "all")) /* asleep; < 0: there is no event yet */
		fprintf(j->f, "%d", has(j, STEP_HANG_UP) ? all : -all);
	else if (strcmp(key, "order") != 0)
		return -EBADMSG;
	else if (j->s->lifo) /* the first one woken is number 0 */
		fprintf(j->f, "%d - n", waiters - 1);
	else
		fputc('n', j->f);
	return 0;
}

/* A line of C with its places filled in. */
static int put_line(struct job *j, char *line)
{
	char *at, *end;

	for (int i = 0; *line && i < j->indent; i++)
		fputc('\t', j->f);
	for (; (at = strchr(line, '@')); line = end + 1) {
		end = strchr(at + 1, '@');
		if (!end)
			return -EBADMSG;
		*at = *end = '\0';
		fputs(line, j->f);
		if (put_value(j, at + 1))
			return -EBADMSG;
	}
	fprintf(j->f, "%s\n", line);
	j->lines++;
	return 0;
}

/* What stands for some lines. */
static int on_place(struct job *j, char *line)
{
	const int tabs = (int)strspn(line, "\t");

	if (!strncmp(line + tabs, "@put ", 5))
		return put_section(j, line + tabs + 5, tabs);
	if (!strncmp(line, "@include ", 9))
		return expand(j, line + 9);
	if (!strcmp(line, "@steps@"))
		return put_steps(j);
	if (!strcmp(line, "@story@"))
		reproducer_story(j->f, j->s, j->script, j->r);
	else
		return put_line(j, line);
	return 0;
}

/* One line, without its end. */
static int on_line(struct job *j, char *line)
{
	if (!strncmp(line, "@if ", 4))
		on_begin(j, any_holds(j, line + 4));
	else if (!strncmp(line, "@in ", 4))
		on_begin(j, j->section && !strcmp(j->section, line + 4));
	else if (!strcmp(line, "@end"))
		return on_end(j);
	else if (!j->skip)
		return on_place(j, line);
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

/* Would the program judge right? */
static bool is_judged(const struct job *j)
{
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
	if (!ret && (!is_judged(&j) || script_races(script)))
		ret = -ENOTSUP;
	if (!ret && fputs(text, f) < 0)
		ret = -EIO;
	free(text);
	return ret;
}
