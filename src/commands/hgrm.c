// SPDX-License-Identifier: GPL-2.0
/* `wakestorm hgrm`: latencies of records as HdrHistogram's text. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "measure/hgrm.h"
#include "options.h"
#include "report.h"
#include "say.h"

struct hgrm_options {
	const char *results, *stressor, *kernel, *mode, *of;
};

static const struct kind {
	const char *name;
	size_t offset; /* of the histogram in a record */
} kinds[] = {
	{ "latency", offsetof(struct result, latency) },
	{ "kernel", offsetof(struct result, kernel_latency) },
	{ "signal", offsetof(struct result, signal_latency) },
	{ "switch-in", offsetof(struct result, switch_in_latency) },
};

#define OPTION(name, field, arg, help)                                      \
	{                                                                   \
		name, OPT_TEXT, offsetof(struct hgrm_options, field), 0, 0, \
			arg, help                                           \
	}

static const struct option_spec spec[] = {
	OPTION("stressor", stressor, "NAME", "of this stressor alone"),
	OPTION("kernel", kernel, "NAME", "of this kernel alone"),
	OPTION("mode", mode, "MODE", "storm, duel or workload [storm]"),
	OPTION("of", of, "WHAT",
	       "latency, kernel, signal or switch-in [latency]"),
	{ 0 },
};

static int take_results(void *options, const char *name, const char *value)
{
	struct hgrm_options *o = options;

	if (name || o->results)
		return -1;
	o->results = value;
	return 0;
}

static const struct option_table table = {
	.usage = "hgrm RESULTS [OPTION]...",
	.about = "Print the latencies of RESULTS, merged, as HdrHistogram's "
		 "text of percentiles (.hgrm), in microseconds. RESULTS is a "
		 "result file or a folder of *.jsonl files.",
	.spec = spec,
	.other = take_results,
};

static const char *kind_name_at(int i)
{
	return i < (int)ARRAY_SIZE(kinds) ? kinds[i].name : NULL;
}

static const char *mode_name_at(int i)
{
	return i < MODES ? mode_names[i] : NULL;
}

static bool is_chosen(const struct hgrm_options *o, const struct result *r,
		      const struct hist *h)
{
	return h->count && r->verdict != BROKEN &&
	       !strcmp(mode_names[r->mode], o->mode) &&
	       (!o->stressor || !strcmp(r->stressor, o->stressor)) &&
	       (!o->kernel || !strcmp(r->where.kernel, o->kernel));
}

/* Merge what was asked for; what differs must not be merged. */
static int merge(const struct hgrm_options *o, const struct kind *kind,
		 const struct results *all, struct hist *sum)
{
	const struct result *first = NULL;

	for (int i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];
		const void *h = (const char *)r + kind->offset;

		if (!is_chosen(o, r, h))
			continue;
		first = first ? first : r;
		if (strcmp(r->stressor, first->stressor))
			return complain("%s: latencies of %s and %s: choose by "
					"--stressor",
					o->results, first->stressor,
					r->stressor);
		if (strcmp(r->where.kernel, first->where.kernel))
			return complain("%s: latencies of the kernels %s and "
					"%s: choose by --kernel",
					o->results, first->where.kernel,
					r->where.kernel);
		hist_merge(sum, h);
	}
	if (first)
		return 0;
	return complain("%s: no such latencies: --mode %s --of %s%s%s%s%s",
			o->results, o->mode, o->of,
			o->stressor ? " --stressor " : "",
			o->stressor ? o->stressor : "",
			o->kernel ? " --kernel " : "",
			o->kernel ? o->kernel : "");
}

static int print_merged(const struct hgrm_options *o, const struct kind *kind)
{
	struct hist *sum = calloc(1, sizeof(*sum));
	struct results all = { 0 };
	int ret = sum ? 0 : complain("out of memory");

	if (!ret && results_load(o->results, &all))
		ret = STATUS_BROKEN;
	results_tell_apart(&all);
	if (!ret)
		ret = merge(o, kind, &all, sum);
	if (!ret)
		hgrm_write(stdout, sum);
	results_free(&all);
	free(sum);
	return ret;
}

int cmd_hgrm(int argc, char **argv)
{
	struct hgrm_options o = { .mode = "storm", .of = "latency" };
	int rest, status, kind;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.results)
		return complain("hgrm: which results? Give a file or folder "
				"(try --help)");
	if (option_choice("mode", o.mode, mode_name_at) < 0)
		return STATUS_BROKEN;
	kind = option_choice("of", o.of, kind_name_at);
	return kind < 0 ? STATUS_BROKEN : print_merged(&o, &kinds[kind]);
}
