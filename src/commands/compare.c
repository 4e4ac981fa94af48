// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <string.h>

#include "commands/commands.h"
#include "compare.h"
#include "options.h"
#include "say.h"

struct compare_options {
	const char *path[2];	 /* base and head; one folder may hold both */
	const char *base, *head; /* names of kernels */
	const char *json;
	bool markdown;
};

static const struct option_spec spec[] = {
	{ "base", OPT_TEXT, offsetof(struct compare_options, base), 0, 0,
	  "KERNEL", "take only the records of this kernel as base" },
	{ "head", OPT_TEXT, offsetof(struct compare_options, head), 0, 0,
	  "KERNEL", "take only the records of this kernel as head" },
	{ "json", OPT_TEXT, offsetof(struct compare_options, json), 0, 0,
	  "FILE", "write it as JSON too; - is stdout, and nothing else" },
	{ "markdown", OPT_FLAG, offsetof(struct compare_options, markdown), 0,
	  0, NULL, "print Markdown instead of plain text" },
	{ 0 },
};

static int take_path(void *options, const char *name, const char *value)
{
	struct compare_options *o = options;

	if (name || o->path[1])
		return -1;
	o->path[o->path[0] != NULL] = value;
	return 0;
}

static const struct option_table table = {
	.usage = "compare BASE [HEAD] [OPTION]...",
	.about = "What changed from BASE to HEAD, result files or folders; or "
		 "inside one folder:\ncompare RESULTS --base buggy --head "
		 "fixed.  Exit 0: no regression, 1: regression,\n2: broken, "
		 "3: nothing comparable.",
	.spec = spec,
	.other = take_path,
};

static const char *or_unnamed(const char *kernel)
{
	return *kernel ? kernel : "(no name)";
}

/* Exactly one kernel a side: two in one would be taken for one. */
static int check_side(const struct side *side, const char *path,
		      const char *option)
{
	const char *first = side->all->r[0].where.kernel;
	int n = 0;

	for (int i = 0; i < side->all->n; i++) {
		const char *kernel = side->all->r[i].where.kernel;

		n += side->kernel && !strcmp(kernel, side->kernel);
		if (!side->kernel && strcmp(kernel, first))
			return complain("%s: holds several kernels, as %s and "
					"%s: choose by --%s",
					path, or_unnamed(first),
					or_unnamed(kernel), option);
	}
	if (side->kernel && !n)
		return complain("%s: no record of kernel %s (--%s); there is "
				"%s",
				path, side->kernel, option, or_unnamed(first));
	return 0;
}

static int write_json(const char *path, const struct comparison *all,
		      const struct side *base, const struct side *head)
{
	bool out = !strcmp(path, "-");
	FILE *f = out ? stdout : fopen(path, "we");
	int ret = f ? compare_json(f, all, base, head) : -errno;

	if (f && !out && fclose(f) && !ret)
		ret = -errno;
	if (ret)
		return complain("%s: can't write: %s", path, strerror(-ret));
	return 0;
}

static int print(const struct compare_options *o, const struct comparison *all,
		 const struct side *base, const struct side *head)
{
	int ret = o->json ? write_json(o->json, all, base, head) : 0;
	bool quiet = o->json && !strcmp(o->json, "-");

	if (ret)
		return ret;
	if (o->markdown && !quiet)
		compare_markdown(stdout, all, base, head);
	else if (!quiet)
		compare_text(stdout, all, base, head);
	return compare_status(all);
}

static int compare_sides(const struct compare_options *o,
			 const struct side *base, const struct side *head)
{
	const char *head_path = o->path[1] ? o->path[1] : o->path[0];
	struct comparison all;
	int status = check_side(base, o->path[0], "base");

	if (!status)
		status = check_side(head, head_path, "head");
	if (status)
		return status;
	if (compare(&all, base, head))
		status = complain("compare: out of memory");
	else
		status = print(o, &all, base, head);
	comparison_free(&all);
	return status;
}

int cmd_compare(int argc, char **argv)
{
	struct compare_options o = { .base = NULL };
	struct results first = { 0 }, second = { 0 };
	struct side base = { .all = &first }, head = { .all = &second };
	int rest, status;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.path[0] || (!o.path[1] && (!o.base || !o.head)))
		return complain("compare: give BASE and HEAD, or one folder "
				"with --base and --head (try --help)");
	base.kernel = o.base;
	head.kernel = o.head;
	if (!o.path[1])
		head.all = &first;
	if (results_load(o.path[0], &first) ||
	    (o.path[1] && results_load(o.path[1], &second)))
		status = STATUS_BROKEN;
	else
		status = compare_sides(&o, &base, &head);
	results_free(&first);
	results_free(&second);
	return status;
}
