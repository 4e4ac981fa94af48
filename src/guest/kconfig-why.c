// SPDX-License-Identifier: GPL-2.0
/*
 * Why a symbol couldn't be set.  Walks the Kconfig files as the kernel does and
 * keeps the conditions that are open (menus, if blocks); at the symbol's entry
 * these and its own are evaluated with the values of the final .config.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/kconfig.h"
#include "util.h"

#define MAX_OPEN  64 /* menus and ifs around an entry */
#define MAX_DEPTH 16 /* files that source each other */
#define COND_MAX  256

struct walk {
	const char *tree, *config, *symbol;
	char open[MAX_OPEN][COND_MAX]; /* conditions around this line */
	int depth;		       /* of open */
	int files;		       /* of sourced files */
	bool in_entry;		       /* inside an entry of our symbol */
	bool found, prompt;
	char *why;
	size_t size;
};

struct expr {
	const char *at;
	const char *config;
	char *unmet; /* symbols that stand in the way, "FOO=n, BAR=y" */
	size_t size;
	int depth;
};

static void append(char *text, size_t size, const char *fmt, const char *a,
		   const char *b)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, fmt, a, b);
}

static void skip_blank(struct expr *e)
{
	e->at += strspn(e->at, " \t");
}

static bool take(struct expr *e, const char *token)
{
	size_t len = strlen(token);

	skip_blank(e);
	if (strncmp(e->at, token, len))
		return false;
	e->at += len;
	return true;
}

/* A symbol's value, a constant's text; "y" for $(macros): we can't ask. */
static void operand(struct expr *e, char name[96], char value[160])
{
	size_t len;

	skip_blank(e);
	name[0] = '\0';
	if (!strncmp(e->at, "$(", 2)) {
		e->at += strcspn(e->at, "|&");
		strcpy(value, "y");
		return;
	}
	if (*e->at == '"') {
		len = strcspn(e->at + 1, "\"") + 1;
		snprintf(value, 160, "%.*s", (int)len - 1, e->at + 1);
		e->at += len + (e->at[len] == '"');
		return;
	}
	len = 0;
	while (isalnum((unsigned char)e->at[len]) || e->at[len] == '_')
		len++;
	if (!len && *e->at)
		len = 1; /* nothing we know: step over it */
	snprintf(name, 96, "%.*s", (int)len, e->at);
	e->at += len;
	if (len == 1 && strchr("ynm", *name)) {
		snprintf(value, 160, "%s", name);
		name[0] = '\0';
	} else {
		kconfig_value(e->config, name, value, 160);
	}
}

static bool either(struct expr *e, bool wanted);

/* [!] ( expr ) | symbol [= != symbol]; wanted: false inside a negation. */
static bool primary(struct expr *e, bool wanted)
{
	char name[96], value[160], other[96], other_value[160];
	bool met, differs;

	if (++e->depth > 64 || !*e->at)
		return true;
	skip_blank(e);
	if (*e->at == '!' && e->at[1] != '=') {
		e->at++;
		return !primary(e, !wanted);
	}
	if (take(e, "(")) {
		met = either(e, wanted);
		take(e, ")");
		return met;
	}
	operand(e, name, value);
	differs = take(e, "!=");
	if (differs || take(e, "=")) {
		operand(e, other, other_value);
		met = !strcmp(value, other_value) != differs;
	} else {
		met = *value == 'y' || *value == 'm';
	}
	if (met != wanted && *name)
		append(e->unmet, e->size, *e->unmet ? ", %s=%s" : "%s=%s", name,
		       value);
	return met;
}

static bool both(struct expr *e, bool wanted)
{
	bool met = primary(e, wanted);

	while (take(e, "&&"))
		met &= primary(e, wanted);
	return met;
}

static bool either(struct expr *e, bool wanted)
{
	bool met = both(e, wanted);

	while (take(e, "||"))
		met |= both(e, wanted);
	return met;
}

/* Append the condition to the reasons if it is not met. */
static void judge(struct walk *w, const char *condition)
{
	char unmet[COND_MAX] = "";
	struct expr e = { condition, w->config, unmet, sizeof(unmet), 0 };

	if (either(&e, true))
		return;
	append(w->why, w->size, *w->why ? "; needs %s (%s)" : "needs %s (%s)",
	       condition, *unmet ? unmet : "not met");
}

static void open_condition(struct walk *w, const char *condition)
{
	if (w->depth < MAX_OPEN)
		snprintf(w->open[w->depth], COND_MAX, "%s", condition);
	w->depth++;
}

/* What stands behind word at the start of s, or NULL. */
static const char *after(const char *s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(s, word, len) ||
	    (s[len] && !isspace((unsigned char)s[len])))
		return NULL;
	return s + len + strspn(s + len, " \t");
}

static void begin_entry(struct walk *w, const char *symbol)
{
	w->in_entry = !strcmp(symbol, w->symbol);
	if (!w->in_entry)
		return;
	w->found = true;
	for (int i = 0; i < w->depth && i < MAX_OPEN; i++)
		if (*w->open[i])
			judge(w, w->open[i]);
}

/* "bool "text" if EXPR": can be set only then. */
static void prompt_line(struct walk *w, const char *s)
{
	const char *condition;

	if (*s != '"')
		return;
	w->prompt = true;
	condition = strstr(s, "\" if ");
	if (condition)
		judge(w, condition + 5);
}

static void entry_line(struct walk *w, const char *s)
{
	static const char *const prompts[] = { "bool", "tristate", "int",
					       "hex",  "string",   "prompt" };
	const char *rest = after(s, "depends on");

	if (rest)
		judge(w, rest);
	for (size_t i = 0; i < ARRAY_SIZE(prompts); i++)
		if ((rest = after(s, prompts[i])))
			prompt_line(w, rest);
}

static void walk_file(struct walk *w, const char *name);

static void source_line(struct walk *w, const char *s)
{
	char name[PATH_MAX] = "";

	s += *s == '"';
	for (size_t n; *s && *s != '"' && strlen(name) < 512; s += n) {
		bool arch = !strncmp(s, "$(SRCARCH)", 10);

		n = arch ? 10 : 1;
		append(name, sizeof(name), "%s%s", arch ? "x86" : "",
		       arch ? "" : (char[]){ *s, '\0' });
	}
	walk_file(w, name);
}

/* Lines that open, close or belong to a block; s has no blanks in front. */
static void walk_line(struct walk *w, const char *s)
{
	const char *rest;

	if ((rest = after(s, "config")) || (rest = after(s, "menuconfig"))) {
		begin_entry(w, rest);
	} else if ((rest = after(s, "if"))) {
		w->in_entry = false;
		open_condition(w, rest);
	} else if (after(s, "menu") || after(s, "choice")) {
		w->in_entry = false;
		open_condition(w, "");
	} else if (after(s, "endif") || after(s, "endmenu") ||
		   after(s, "endchoice")) {
		w->in_entry = false;
		w->depth -= w->depth > 0;
	} else if ((rest = after(s, "source"))) {
		w->in_entry = false;
		source_line(w, rest);
	} else if (w->in_entry) {
		entry_line(w, s);
	}
}

/* A menu's own "depends on" stands right behind it. */
static bool menu_line(struct walk *w, const char *s, bool *in_menu)
{
	const char *rest = after(s, "depends on");

	if (*in_menu && rest && w->depth && w->depth <= MAX_OPEN) {
		char *open = w->open[w->depth - 1];

		append(open, COND_MAX, *open ? " && (%s)%s" : "(%s)%s", rest,
		       "");
		return true;
	}
	if (after(s, "menu") || after(s, "choice"))
		*in_menu = true;
	else if (after(s, "config") || after(s, "menuconfig") ||
		 after(s, "source") || after(s, "if") || after(s, "endmenu"))
		*in_menu = false;
	return false;
}

/* One logical line: blanks in front, comments behind and "\" joints removed. */
static const char *tidy(char *line)
{
	char *comment = *line == '#' ? line : strstr(line, " #");
	size_t len;

	if (comment)
		*comment = '\0';
	len = strlen(line);
	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	return line + strspn(line, " \t");
}

static void walk_text(struct walk *w, char *text)
{
	char *line, *joint = text;
	bool in_menu = false;
	int help = -1; /* indentation of a help text's keyword */

	while ((joint = strstr(joint, "\\\n")))
		joint[0] = joint[1] = ' ';
	while ((line = strsep(&text, "\n"))) {
		int indent = (int)strspn(line, " \t");
		const char *s = tidy(line);

		if (!*s || (help >= 0 && indent > help))
			continue;
		/* A tab is wider than its one letter, but never the other way
		 * round: entries begin at the margin. */
		help = after(s, "help") ? 0 : -1;
		if (!menu_line(w, s, &in_menu))
			walk_line(w, s);
	}
}

static void walk_file(struct walk *w, const char *name)
{
	char path[PATH_MAX];
	char *text;

	if (w->files >= MAX_DEPTH || path_format(path, "%s/%s", w->tree, name))
		return;
	text = read_text(path);
	if (!text)
		return;
	w->files++;
	walk_text(w, text);
	w->files--;
	w->in_entry = false;
	free(text);
}

bool kconfig_why(const char *tree, const char *config, const char *symbol,
		 char *why, size_t size)
{
	struct walk *w = calloc(1, sizeof(*w));
	bool found;

	*why = '\0';
	if (!w)
		return true;
	*w = (struct walk){ .tree = tree,
			    .config = config,
			    .symbol = symbol,
			    .why = why,
			    .size = size };
	walk_file(w, "Kconfig");
	if (!w->found)
		snprintf(why, size, "this kernel has no such symbol");
	else if (!*why && !w->prompt)
		snprintf(why, size, "nobody can set it, others select it");
	else if (!*why)
		snprintf(why, size,
			 "a choice, or a select of another symbol, decides "
			 "otherwise");
	found = w->found;
	free(w);
	return found;
}
