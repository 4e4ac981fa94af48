// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>

#include "commands/commands.h"
#include "options.h"
#include "report.h"
#include "say.h"

struct plot_options {
	const char *results, *out;
};

static const struct option_spec spec[] = {
	{ "out", OPT_TEXT, offsetof(struct plot_options, out), 0, 0, "DIR",
	  "where the pictures go (default: plots)" },
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
	.usage = "plot RESULTS [--out DIR]",
	.about = "The pictures alone, SVG and PNG, and the data behind them "
		 "in DIR/data.\nRESULTS is a result file or a folder of "
		 "*.jsonl files.",
	.spec = spec,
	.other = take_results,
};

int cmd_plot(int argc, char **argv)
{
	struct plot_options o = { .out = "plots" };
	int rest, status, ret;
	struct results all;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.results)
		return complain("plot: which results? Give a file or folder "
				"(try --help)");
	ret = results_load(o.results, &all);
	if (!ret)
		ret = plot_write(o.out, &all);
	if (!ret)
		printf("Pictures: %s\n", o.out);
	results_free(&all);
	return ret ? STATUS_BROKEN : STATUS_PASS;
}
