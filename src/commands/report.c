// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/commands.h"
#include "options.h"
#include "report.h"
#include "say.h"

struct report_options {
	const char *results, *out, *base;
};

static const struct option_spec spec[] = {
	{ "out", OPT_TEXT, offsetof(struct report_options, out), 0, 0, "DIR",
	  "where index.html goes (default: the folder of the results)" },
	{ "base", OPT_TEXT, offsetof(struct report_options, base), 0, 0,
	  "KERNEL", "compare the others with this one (default: the first)" },
	{ 0 },
};

static int take_results(void *options, const char *name, const char *value)
{
	struct report_options *o = options;

	if (name || o->results)
		return -1;
	o->results = value;
	return 0;
}

static const struct option_table table = {
	.usage = "report RESULTS [OPTION]...",
	.about = "The table of verdicts, and a page of its own: verdict, what "
		 "changed, pictures,\nevidence, the command of each line.  "
		 "JUnit and KTAP beside it.  RESULTS is a\nresult file or a "
		 "folder of *.jsonl files.",
	.spec = spec,
	.other = take_results,
};

/* The folder that results are in: itself, or that of the file. */
static int folder_of(char *dir, size_t size, const char *path)
{
	struct stat st;
	int len = snprintf(dir, size, "%s", path);
	char *slash;

	if (len >= (int)size)
		return complain("%s: name too long", path);
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return 0;
	for (slash = dir + len; slash > dir && *slash != '/';)
		slash--;
	if (*slash == '/')
		slash[slash == dir] = 0;
	else
		snprintf(dir, size, ".");
	return 0;
}

static int choose_base(struct results *all, const struct report_options *o)
{
	const struct result *r = all->r;
	int i = 0;

	while (o->base && i < all->n && strcmp(r[i].where.kernel, o->base))
		i++;
	if (i == all->n)
		return complain("%s: no record of kernel %s (--base); there is "
				"%s",
				o->results, o->base, r->where.kernel);
	all->base = o->base;
	return 0;
}

static int report(const struct report_options *o)
{
	char dir[PATH_MAX];
	struct results all;
	int ret = results_load(o->results, &all);

	if (!ret)
		ret = choose_base(&all, o);
	if (!ret && !o->out)
		ret = folder_of(dir, sizeof(dir), o->results);
	if (!ret) {
		report_table(stdout, &all);
		ret = report_write(o->out ? o->out : dir, &all);
	}
	if (!ret)
		printf("\nPage: %s/index.html; beside it junit.xml and "
		       "results.ktap\n",
		       o->out ? o->out : dir);
	results_free(&all);
	return ret ? STATUS_BROKEN : STATUS_PASS;
}

int cmd_report(int argc, char **argv)
{
	struct report_options o = { 0 };
	int rest, status;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.results)
		return complain("report: which results? Give a file or folder "
				"(try --help)");
	return report(&o);
}
