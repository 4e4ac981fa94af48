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
	const char *results, *out, *base, *format, *origin, *run;
};

static const struct option_spec spec[] = {
	{ "out", OPT_TEXT, offsetof(struct report_options, out), 0, 0, "DIR",
	  "where index.html goes [the folder of the results]" },
	{ "base", OPT_TEXT, offsetof(struct report_options, base), 0, 0,
	  "KERNEL", "compare the others with this one [the first]" },
	{ "format", OPT_TEXT, offsetof(struct report_options, format), 0, 0,
	  "FORMAT", "markdown, junit, ktap or kcidb alone, on stdout" },
	{ "origin", OPT_TEXT, offsetof(struct report_options, origin), 0, 0,
	  "NAME", "who tested, for KCIDB [wakestorm]" },
	{ "run", OPT_TEXT, offsetof(struct report_options, run), 0, 0, "TEXT",
	  "which run of a CI: KCIDB's ids are then its own" },
	{ 0 },
};

static const struct {
	const char *name;
	int (*put)(FILE *f, const struct results *all);
} formats[] = {
	{ "markdown", report_markdown },
	{ "junit", report_junit },
	{ "ktap", report_ktap },
	{ "kcidb", report_kcidb },
};

static const char *format_name_at(int i)
{
	return (size_t)i < ARRAY_SIZE(formats) ? formats[i].name : NULL;
}

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
		 "changed, pictures, evidence, the command of each line. "
		 "JUnit, KTAP, KCIDB's JSON and a summary in Markdown beside "
		 "it. RESULTS is a result file or a folder of *.jsonl "
		 "files.",
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

/* All files, and the table. */
static int write_all(const struct report_options *o, const struct results *all)
{
	char dir[PATH_MAX];
	int ret = o->out ? 0 : folder_of(dir, sizeof(dir), o->results);

	if (ret)
		return ret;
	report_table(stdout, all);
	ret = report_write(o->out ? o->out : dir, all);
	if (!ret)
		printf("\nPage: %s/index.html; beside it junit.xml, "
		       "results.ktap, kcidb.json and\nsummary.md\n",
		       o->out ? o->out : dir);
	return ret;
}

static int put_one(const struct report_options *o, const struct results *all)
{
	int i = option_choice("format", o->format, format_name_at);
	int ret = formats[i].put(stdout, all);

	if (fflush(stdout) || ferror(stdout))
		ret = complain("can't write to standard output");
	return ret;
}

static int report(const struct report_options *o)
{
	struct results all;
	int ret = results_load(o->results, &all);

	all.origin = o->origin;
	all.run = o->run;
	all.base = o->base;
	results_tell_apart(&all);
	if (!ret && o->base && !results_have_kernel(&all, "base", o->base))
		ret = STATUS_BROKEN;
	if (!ret)
		ret = o->format ? put_one(o, &all) : write_all(o, &all);
	results_free(&all);
	return ret ? STATUS_BROKEN : STATUS_PASS;
}

/* 0, or a status after a complaint. */
static int check(const struct report_options *o)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	const char *origin = o->origin ? o->origin : "wakestorm";

	if (!o->results)
		return complain("report: which results? Give a file or folder "
				"(try --help)");
	if (!*origin || strlen(origin) > ORIGIN_MAX ||
	    strspn(origin, letters) != strlen(origin))
		return complain("--origin %s: small letters, digits and _ "
				"only, at most %d",
				origin, ORIGIN_MAX);
	if (!o->format)
		return 0;
	if (o->out)
		return complain("--format %s: goes to standard output; leave "
				"out --out",
				o->format);
	return option_choice("format", o->format, format_name_at) < 0
		       ? STATUS_BROKEN
		       : 0;
}

int cmd_report(int argc, char **argv)
{
	struct report_options o = { 0 };
	int rest, status;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	status = check(&o);
	return status ? status : report(&o);
}
