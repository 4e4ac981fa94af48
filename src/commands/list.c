// SPDX-License-Identifier: GPL-2.0
/* `wakestorm list`: stressors, their queues, and what can run here. */
#include <jansson.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "engine/need.h"
#include "options.h"
#include "say.h"

struct list_options {
	bool json;
};

static const struct option_spec list_spec[] = {
	{ "json", OPT_FLAG, offsetof(struct list_options, json), 0, 0, NULL,
	  "as one JSON array" },
	{ 0 },
};

static const struct option_table list_table = {
	.usage = "list [--json]",
	.about = "Stressors, the wait queue that each sleeps on, and whether "
		 "this machine can run it.",
	.spec = list_spec,
};

static void print_text(void)
{
	char why[WORDS_MAX];

	for (const struct stressor *const *p = stressors; *p; p++) {
		const struct stressor *s = *p;

		printf("%-15s %s\n%15s sleeps in %s on %s%s\n", s->name,
		       s->summary, "", s->waits_in, s->queue,
		       s->wakes == ALL ? ", not exclusive" : ", exclusive");
		if (!need_met(s, why))
			printf("%15s can't run here: %s\n", "", why);
	}
}

static json_t *as_json(const struct stressor *s)
{
	char why[WORDS_MAX];
	bool met = need_met(s, why);

	return json_pack("{ss ss ss ss sb ss sb ss?}", "name", s->name,
			 "summary", s->summary, "queue", s->queue, "waits_in",
			 s->waits_in, "exclusive", s->wakes == ONE, "stop",
			 s->stop == STOP_KILL ? "killable" : "interruptible",
			 "runs_here", met, "why_not", met ? NULL : why);
}

static int print_json(void)
{
	json_t *list = json_array();
	int ret;

	for (const struct stressor *const *p = stressors; *p; p++)
		json_array_append_new(list, as_json(*p));
	ret = json_dumpf(list, stdout, JSON_INDENT(2));
	json_decref(list);
	putchar('\n');
	return ret ? complain("can't write the list") : STATUS_PASS;
}

int cmd_list(int argc, char **argv)
{
	struct list_options o = { 0 };
	int rest, status;

	if (options_parse(&list_table, &o, argc, argv, &rest, &status))
		return status;
	if (o.json)
		return print_json();
	print_text();
	return STATUS_PASS;
}
