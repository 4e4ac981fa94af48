// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/words.h"
#include "options.h"
#include "plot.h"
#include "say.h"

struct plot_options {
	const char *results, *out, *base, *only, *stressors;
};

static const struct option_spec spec[] = {
	{ "out", OPT_TEXT, offsetof(struct plot_options, out), 0, 0, "DIR",
	  "where the pictures go [plots]" },
	{ "only", OPT_TEXT, offsetof(struct plot_options, only), 0, 0, "A,B",
	  "draw these kinds of picture" },
	{ "stressor", OPT_TEXT, offsetof(struct plot_options, stressors), 0, 0,
	  "A,B", "draw these stressors" },
	{ "base", OPT_TEXT, offsetof(struct plot_options, base), 0, 0, "KERNEL",
	  "in throughput and boots: set others against it [the first]" },
	{ 0 },
};

static int take_results(void *options, const char *name, const char *value)
{
	struct plot_options *o = options;

	if (name || o->results)
		return -1;
	o->results = value;
	return 0;
}

static const struct option_table table = {
	.usage = "plot RESULTS [OPTION]...",
	.about =
		"The pictures alone, SVG and PNG, and the data behind them "
		"in DIR/data. RESULTS is a result file or a folder of "
		"*.jsonl files. Kinds: hang-heatmap, herd, "
		"throughput, latency-percentiles, boots, cost-curve, timeline.",
	.spec = spec,
	.other = take_results,
};

static const char *kind_name_at(int i)
{
	return i < PICTURE_KINDS ? picture_kinds[i].name : NULL;
}

static unsigned kinds_of(const char *only)
{
	unsigned kinds = only ? 0 : ALL_KINDS;

	for (int k = 0; only && k < PICTURE_KINDS; k++)
		if (in_list(only, picture_kinds[k].name))
			kinds |= 1u << k;
	return kinds;
}

static bool has_stressor(const struct results *all, const char *word, int len)
{
	for (int i = 0; i < all->n; i++)
		if (!strncmp(all->r[i].stressor, word, len) &&
		    !all->r[i].stressor[len])
			return true;
	return false;
}

/* The records of these into some; 0, or a status after a complaint. */
static int take_stressors(struct results *some, const struct results *all,
			  const char *list)
{
	int len;

	for (const char *p = list; *p; p += strspn(p, ",")) {
		len = (int)strcspn(p, ",");
		if (!has_stressor(all, p, len))
			return complain("--stressor: no record of '%.*s'", len,
					p);
		p += len;
	}
	some->r = calloc(all->n, sizeof(*some->r));
	if (!some->r)
		return complain("plot: out of memory");
	for (int i = 0; i < all->n; i++)
		if (in_list(list, all->r[i].stressor))
			some->r[some->n++] = all->r[i];
	return some->n ? 0
		       : complain("--stressor: which? Give names, with commas");
}

static int plot(const struct plot_options *o, const struct results *all)
{
	struct plot_choice choice = { .kinds = kinds_of(o->only),
				      .base = o->base,
				      .family = all,
				      .asked = true };
	struct results some = { .n = 0 };
	int ret = 0;

	if (o->base && !results_have_kernel(all, "base", o->base))
		return STATUS_BROKEN;
	if (o->stressors)
		ret = take_stressors(&some, all, o->stressors);
	if (ret)
		goto free_some;
	ret = plot_chosen(o->out, o->stressors ? &some : all, &choice);
	if (ret >= 0)
		printf("Pictures: %s (%d)\n", o->out, ret);
	if (ret < 0)
		ret = STATUS_BROKEN;
	else
		ret = ret ? STATUS_PASS : STATUS_SKIPPED;
free_some:
	results_free(&some);
	return ret;
}

int cmd_plot(int argc, char **argv)
{
	struct plot_options o = { .out = "plots" };
	int rest, status;
	struct results all;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.results)
		return complain("plot: which results? Give a file or folder "
				"(try --help)");
	status = check_words("only", o.only, kind_name_at);
	if (status)
		return status;
	if (!kinds_of(o.only))
		return complain("--only: which? Give kinds, with commas");
	status = results_load(o.results, &all) ? STATUS_BROKEN : STATUS_PASS;
	results_tell_apart(&all);
	if (!status)
		status = plot(&o, &all);
	results_free(&all);
	return status;
}
