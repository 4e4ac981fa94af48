// SPDX-License-Identifier: GPL-2.0
/* `wakestorm list`: stressors, their queues, and what can run here. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/words.h"
#include "engine/act.h"
#include "engine/need.h"
#include "found.h"
#include "options.h"
#include "say.h"

struct list_options {
	bool json, verbose;
	struct option_list names; /* none: all */
};

static const char *const stop_names[] = {
	[STOP_SIGNAL] = "interruptible",
	[STOP_KILL] = "killable",
	[STOP_NOTHING] = "uninterruptible",
};

/* A plain argument is a stressor's name. */
static int take_name(void *options, const char *name, const char *value)
{
	struct list_options *o = options;

	return name ? -1 : take_stressor(&o->names, value);
}

static const struct option_spec list_spec[] = {
	{ "json", OPT_FLAG, offsetof(struct list_options, json), 0, 0, NULL,
	  "as one JSON array" },
	{ "verbose", OPT_FLAG, offsetof(struct list_options, verbose), 0, 0,
	  NULL, "all there is to know of each" },
	{ 0 },
};

static const struct option_table list_table = {
	.usage = "list [--json | --verbose] [STRESSOR]...",
	.about = "Stressors, the wait queue that each sleeps on, and whether "
		 "this machine can run it.",
	.spec = list_spec,
	.other = take_name,
};

static bool chosen(const struct list_options *o, const struct stressor *s)
{
	for (int i = 0; i < o->names.n; i++)
		if (!strcmp(o->names.item[i], s->name))
			return true;
	return !o->names.n;
}

/* Does the act fit the stressor, on a machine that has all it takes? */
static bool act_fits(const struct stressor *s, enum act act)
{
	struct plan p = { .stressor = s, .act = act, .waiters = 4 };

	return !act_unfit(&p);
}

/* --- a line each --- */

/* "yes", or where it would run. */
static const char *runs_here(const struct stressor *s)
{
	char why[WORDS_MAX];

	if (need_met(s, why))
		return "yes";
	for (const struct need *n = s->needs; n->kind != NEED_NONE; n++) {
		if (n->kind == NEED_GUEST)
			return "guest";
		if (n->kind == NEED_MODULE)
			return "module";
		if (n->kind == NEED_ROOT && geteuid())
			return "root";
	}
	return "no";
}

static bool print_line(const struct stressor *s)
{
	static const char *const ended[] = {
		[STOP_SIGNAL] = "signal",
		[STOP_KILL] = "kill",
		[STOP_NOTHING] = "-",
	};
	const char *here = runs_here(s);

	printf("%-30s %-5s %-7s %-7s %s\n", s->name,
	       s->wakes == ALL ? "all" : "one", ended[s->stop], here,
	       s->summary);
	return !strcmp(here, "yes");
}

static void print_lines(const struct list_options *o)
{
	int n = 0, here = 0;

	printf("%-30s %-5s %-7s %-7s %s\n", "STRESSOR", "WAKES", "ENDS BY",
	       "HERE", "ASLEEP IN");
	for (const struct stressor *const *p = stressors; *p; p++) {
		if (!chosen(o, *p))
			continue;
		n++;
		here += print_line(*p);
	}
	printf("\n%d stressors, %d can run here. More of one, and why it can't "
	       "run: wakestorm list NAME\n",
	       n, here);
}

/* --- all there is to know --- */

static void print_words(const char *label, const char *words)
{
	if (words && *words)
		printf("  %-10s %s\n", label, words);
}

static void print_acts(const struct stressor *s)
{
	printf("  %-10s", "acts");
	for (enum act a = 0; a < FIXED_ACTS; a++)
		if (act_fits(s, a))
			printf(" %s", act_names[a]);
	putchar('\n');
}

/* What is said of all the others is not said of those that are wrong on
 * purpose. */
static const struct found *next_found(const struct found_table *t,
				      const struct stressor *s,
				      const struct found *f)
{
	do
		f = found_next(t, s->name, f);
	while (f && s->busted && strcmp(f->stressor, s->name));
	return f;
}

static void print_found(const struct stressor *s, const struct found_table *t)
{
	for (const struct found *f = NULL; (f = next_found(t, s, f));) {
		printf("  %-10s %s: %s", "found", f->kernel, f->verdict);
		if (*f->acts)
			printf(" (%s)", f->acts);
		if (*f->where)
			printf(" in %s", f->where);
		if (*f->why)
			printf(": %s", f->why);
		if (*f->fix)
			printf(" Fix: %s", f->fix);
		putchar('\n');
	}
}

static void print_whole(const struct stressor *s, const struct found_table *t)
{
	static const char *const ended[] = {
		[STOP_SIGNAL] = "any signal",
		[STOP_KILL] = "SIGKILL only",
		[STOP_NOTHING] = "nothing but the wakeup",
	};
	char why[WORDS_MAX];

	printf("%s: %s\n", s->name, s->summary);
	print_words("sleeps in", s->waits_in);
	print_words("on", s->queue);
	print_words("by", s->primitive);
	print_words("woken by", s->woken_by);
	print_words("wakes",
		    s->wakes == ALL ? "all who sleep" : "one, exclusively");
	print_words("ended by", ended[s->stop]);
	print_acts(s);
	print_words("wrong in", s->busted);
	print_words("kernel has", s->kconfig);
	print_words("here", need_met(s, why) ? "can run" : why);
	print_found(s, t);
}

static void print_all(const struct list_options *o, const struct found_table *t)
{
	const char *gap = "";

	for (const struct stressor *const *p = stressors; *p; p++) {
		if (!chosen(o, *p))
			continue;
		fputs(gap, stdout);
		print_whole(*p, t);
		gap = "\n";
	}
}

/* --- for programs --- */

/* "a b c" as an array; none of it for NULL. */
static json_t *words_json(const char *words)
{
	json_t *array = json_array();

	for (const char *p = words; p && *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		json_array_append_new(array, json_stringn(p, len));
		p += len;
	}
	return array;
}

static json_t *acts_json(const struct stressor *s)
{
	json_t *array = json_array();

	for (enum act a = 0; a < FIXED_ACTS; a++)
		if (act_fits(s, a))
			json_array_append_new(array, json_string(act_names[a]));
	return array;
}

static const char *or_null(const char *word)
{
	return word && *word ? word : NULL;
}

static json_t *found_json(const struct stressor *s, const struct found_table *t)
{
	json_t *array = json_array();

	for (const struct found *f = NULL; (f = next_found(t, s, f));)
		json_array_append_new(
			array,
			json_pack("{ss ss so ss? ss? ss?}", "kernel", f->kernel,
				  "verdict", f->verdict, "acts",
				  words_json(f->acts), "where",
				  or_null(f->where), "why", or_null(f->why),
				  "fix", or_null(f->fix)));
	return array;
}

static json_t *as_json(const struct stressor *s, const struct found_table *t)
{
	char why[WORDS_MAX];
	bool met = need_met(s, why);

	return json_pack(
		"{ss ss ss so ss? so so so sb ss ss ss si so sb ss? so}",
		"name", s->name, "summary", s->summary, "queue", s->queue,
		"waits_in", words_json(s->waits_in), "primitive", s->primitive,
		"woken_by", words_json(s->woken_by), "kconfig",
		words_json(s->kconfig), "busted", words_json(s->busted),
		"exclusive", s->wakes == ONE, "stop", stop_names[s->stop],
		"satisfies", s->satisfies == ONE ? "one" : "all", "wakes",
		s->wakes == ONE ? "one" : "all", "max_posts", (int)s->max_posts,
		"acts", acts_json(s), "runs_here", met, "why_not",
		met ? NULL : why, "found", found_json(s, t));
}

static int print_json(const struct list_options *o, const struct found_table *t)
{
	json_t *list = json_array();
	int ret;

	for (const struct stressor *const *p = stressors; *p; p++)
		if (chosen(o, *p))
			json_array_append_new(list, as_json(*p, t));
	ret = json_dumpf(list, stdout, JSON_INDENT(2));
	json_decref(list);
	putchar('\n');
	return ret ? complain("can't write the list") : STATUS_PASS;
}

int cmd_list(int argc, char **argv)
{
	struct list_options o = { 0 };
	struct found_table found;
	int rest, status;

	if (options_parse(&list_table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.json && !o.verbose && !o.names.n) {
		print_lines(&o);
		return STATUS_PASS;
	}
	if (found_read(&found))
		return STATUS_BROKEN;
	status = STATUS_PASS;
	if (o.json)
		status = print_json(&o, &found);
	else
		print_all(&o, &found);
	found_free(&found);
	return status;
}
