// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "compare.h"
#include "options.h"
#include "say.h"
#include "util.h"

#define MAX_PATHS (MAX_NEWS + 1)

struct compare_options {
	const char *path[MAX_PATHS]; /* BASE, NEW... */
	int paths;
	const char *base;
	struct option_list news; /* names of kernels */
	const char *format, *margin, *pilot;
};

static const struct option_spec spec[] = {
	{ "base", OPT_TEXT, offsetof(struct compare_options, base), 0, 0,
	  "KERNEL", "take only the records of this kernel as BASE" },
	{ "new", OPT_LIST, offsetof(struct compare_options, news), 0, 0,
	  "KERNEL", "take only this kernel as NEW; may be given many times" },
	{ "margin", OPT_TEXT, offsetof(struct compare_options, margin), 0, 0,
	  "PERCENT", "a p50 nearer than this is the same [3]" },
	{ "format", OPT_TEXT, offsetof(struct compare_options, format), 0, 0,
	  "FORMAT", "text, markdown, json or junit, on stdout [text]" },
	{ "pilot", OPT_TEXT, offsetof(struct compare_options, pilot), 0, 0,
	  "PERCENT", "how many boots would find a p50 that is so much off" },
	{ 0 },
};

static const struct format {
	const char *name;
	int (*write)(FILE *f, const struct comparison *all);
} formats[] = {
	{ "text", compare_text },
	{ "markdown", compare_markdown },
	{ "json", compare_json },
	{ "junit", compare_junit },
};

static const char *format_at(int i)
{
	return i < (int)ARRAY_SIZE(formats) ? formats[i].name : NULL;
}

static int take_path(void *options, const char *name, const char *value)
{
	struct compare_options *o = options;

	if (name || o->paths == MAX_PATHS)
		return -1;
	o->path[o->paths++] = value;
	return 0;
}

static const struct option_table table = {
	.usage = "compare BASE [NEW]... [OPTION]...",
	.about = "What changed from BASE to each NEW, result files or folders; "
		 "or inside of one folder: compare RESULTS --base mainline. "
		 "Says regressed, improved, same or cannot tell. Exit 0: no "
		 "regression, 1: regression, 2: broken, 3: nothing learned.",
	.spec = spec,
	.other = take_path,
};

/* What the words of the command line come to. */
struct request {
	const struct format *format;
	double margin, effect; /* shares; effect 0: no pilot */
	struct results results[MAX_PATHS];
	struct side base, news[MAX_NEWS];
	int n_news;
};

static const char *or_unnamed(const char *kernel)
{
	return *kernel ? kernel : "(no name)";
}

static int take_format(const char *name, const struct format **format)
{
	int i = name ? option_choice("format", name, format_at) : 0;

	if (i < 0)
		return STATUS_BROKEN;
	*format = &formats[i];
	return 0;
}

/* Exactly one kernel: two in one would be taken for one. */
static int choose_base(struct request *q, const char *path, const char *kernel)
{
	const struct results *all = &q->results[0];
	const char *first =
		side_record(&(struct side){ all, NULL })->where.kernel;

	q->base = (struct side){ all, kernel ? kernel : first };
	if (kernel && !results_have_kernel(all, "base", kernel))
		return STATUS_BROKEN;
	for (int i = 0; i < all->n && !kernel; i++)
		if (strcmp(all->r[i].where.kernel, first))
			return complain("%s: holds several kernels, as %s and "
					"%s: choose by --base",
					path, or_unnamed(first),
					or_unnamed(all->r[i].where.kernel));
	return 0;
}

static int add_new(struct request *q, const struct results *all,
		   const char *kernel)
{
	for (int i = 0; i < q->n_news; i++)
		if (q->news[i].all == all && !strcmp(q->news[i].kernel, kernel))
			return 0;
	if (q->n_news == MAX_NEWS)
		return complain("compare: more than %d kernels to compare with",
				MAX_NEWS);
	q->news[q->n_news++] = (struct side){ all, kernel };
	return 0;
}

/* Kernels of each NEW that there are, as many as match: this one, or NULL for
 * all but BASE's where it is in the same place. */
static int add_news(struct request *q, const struct compare_options *o,
		    const char *only)
{
	int from = o->paths > 1, before = q->n_news, ret = 0;

	for (int p = from; p < o->paths; p++)
		for (int i = 0; i < q->results[p].n && !ret; i++) {
			const char *kernel = q->results[p].r[i].where.kernel;

			if (only ? !strcmp(kernel, only)
				 : from || strcmp(kernel, q->base.kernel))
				ret = add_new(q, &q->results[p], kernel);
		}
	if (!ret && q->n_news == before)
		ret = only ? complain("--new: no record of kernel '%s'", only)
			   : complain("%s: holds no kernel but %s: nothing to "
				      "compare with",
				      o->path[0], or_unnamed(q->base.kernel));
	return ret;
}

static int choose_news(struct request *q, const struct compare_options *o)
{
	int ret = o->news.n ? 0 : add_news(q, o, NULL);

	for (int i = 0; i < o->news.n && !ret; i++)
		ret = add_news(q, o, o->news.item[i]);
	return ret;
}

static bool has_tier(const struct side *side, const char *tier)
{
	for (int i = 0; i < side->all->n; i++)
		if (on_side(side, &side->all->r[i]) &&
		    !strcmp(side->all->r[i].where.tier, tier))
			return true;
	return false;
}

/* Time and chance are other ones in another tier. */
static int check_tiers(const struct request *q)
{
	const struct results *all = q->base.all;

	for (int n = 0; n < q->n_news; n++) {
		bool common = false;

		for (int i = 0; i < all->n && !common; i++)
			common = on_side(&q->base, &all->r[i]) &&
				 has_tier(&q->news[n], all->r[i].where.tier);
		if (!common)
			return complain("BASE is of tier %s, NEW (%s) of %s: "
					"only results of one tier can be "
					"compared",
					side_record(&q->base)->where.tier,
					or_unnamed(q->news[n].kernel),
					side_record(&q->news[n])->where.tier);
	}
	return 0;
}

/* The first one that is so set as r, but by a kernel with other arguments. */
static const struct result *other_append(const struct side *side,
					 const struct result *r)
{
	struct setting at = setting_of(r);

	for (int i = 0; i < side->all->n; i++) {
		const struct result *s = &side->all->r[i];
		struct setting of = setting_of(s);

		if (on_side(side, s) &&
		    strcmp(s->where.append, r->where.append) &&
		    setting_same(&at, &of))
			return s;
	}
	return NULL;
}

/* A kernel with other arguments is another one, whatever its name: it must not
 * be taken for boots of the same. */
static int check_append(const struct side *side)
{
	const struct result *first = side_record(side), *other;

	for (int i = 0; i < side->all->n; i++) {
		const struct result *r = &side->all->r[i];

		if (!on_side(side, r) ||
		    !strcmp(r->where.append, first->where.append))
			continue;
		other = other_append(side, r);
		if (other)
			return complain("kernel %s ran %s with the arguments "
					"'%s' and with '%s', as two kernels: "
					"put their records into two folders",
					or_unnamed(r->where.kernel),
					r->stressor, other->where.append,
					r->where.append);
	}
	return 0;
}

static int check_appends(const struct request *q)
{
	int ret = check_append(&q->base);

	for (int n = 0; n < q->n_news && !ret; n++)
		ret = check_append(&q->news[n]);
	return ret;
}

static int wrote(int err)
{
	return err ? complain("can't write the comparison: %s", strerror(-err))
		   : 0;
}

static int run_pilot(struct request *q, const char *path)
{
	int err = compare_pilot(stdout, &q->base, q->n_news ? q->news : NULL,
				q->effect);

	if (err == -ENODATA)
		return complain("%s: holds no storm of a tier whose times can "
				"be compared",
				path);
	return wrote(err);
}

static int run_compare(struct request *q)
{
	struct comparison all;
	int err = compare(&all, &q->base, q->news, q->n_news, q->margin);
	int status = err ? complain("compare: out of memory")
			 : wrote(q->format->write(stdout, &all));

	if (!status)
		status = compare_status(&all);
	comparison_free(&all);
	return status;
}

static int prepare(struct request *q, const struct compare_options *o)
{
	int status = take_format(o->format, &q->format);

	if (!status)
		status = option_percent("margin", o->margin, .01, 100,
					&q->margin);
	if (!status)
		status =
			option_percent("pilot", o->pilot, .01, 100, &q->effect);
	if (!status && o->pilot && o->format)
		status = complain("--pilot prints text: leave out --format");
	for (int i = 0; i < o->paths && !status; i++)
		if (results_load(o->path[i], &q->results[i]))
			status = STATUS_BROKEN;
	if (!status)
		status = choose_base(q, o->path[0], o->base);
	if (!status && (o->paths > 1 || o->news.n || (o->base && !o->pilot)))
		status = choose_news(q, o);
	if (!status)
		status = check_tiers(q);
	return status ? status : check_appends(q);
}

int cmd_compare(int argc, char **argv)
{
	struct compare_options o = { .paths = 0 };
	struct request *q;
	int rest, status;

	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.paths || (o.paths == 1 && !o.base && !o.pilot))
		return complain("compare: give BASE and NEW, or one folder "
				"with --base (try --help)");
	q = calloc(1, sizeof(*q));
	if (!q)
		return complain("compare: out of memory");
	q->margin = MARGIN;
	status = prepare(q, &o);
	if (!status)
		status = o.pilot ? run_pilot(q, o.path[0]) : run_compare(q);
	for (int i = 0; i < o.paths; i++)
		results_free(&q->results[i]);
	free(q);
	return status;
}
