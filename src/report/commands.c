// SPDX-License-Identifier: GPL-2.0
/* How to see each line again, and what it ran on. */
#include <inttypes.h>
#include <string.h>

#include "replay.h"
#include "report/page.h"

/* Sites of one run differ in their number alone: one command is enough. */
static bool is_repeated(const struct lines *l, int i)
{
	return i && line_same_setting(&l->line[i - 1], &l->line[i]) &&
	       l->line[i - 1].r->seed == l->line[i].r->seed &&
	       l->line[i - 1].r->verdict == l->line[i].r->verdict;
}

static bool is_wanted(const struct lines *l, int i)
{
	return l->line[i].r->verdict != SKIP && !is_repeated(l, i);
}

static void put_line(FILE *f, const struct line *line)
{
	const struct result *r = line->r;
	char label[LABEL_LEN];

	row_begin(f, r->stressor);
	put_words_cell(f, line_label(line, label));
	put_verdict_cell(f, is_busted(r->stressor) ? SKIP : r->verdict,
			 verdict_names[r->verdict]);
	fputs("<td class=\"long\">", f);
	put_command(f, r);
	fputs("</td></tr>\n", f);
}

static void put_kernel(FILE *f, const struct lines *l, int from, int to)
{
	static const char *const heads[] = { "stressor", "run", "verdict",
					     "command" };
	char caption[NAME_LEN + 32];
	int n = 0;

	for (int i = from; i < to; i++)
		n += is_wanted(l, i);
	if (!n)
		return;
	fputs("<details><summary>", f);
	put_html(f, l->line[from].r->where.kernel);
	fprintf(f, ": %d line%s</summary>\n", n, n == 1 ? "" : "s");
	snprintf(caption, sizeof(caption), "Commands for %s",
		 l->line[from].r->where.kernel);
	table_begin(f, caption);
	table_heads(f, heads, 4);
	table_body(f);
	for (int i = from; i < to; i++)
		if (is_wanted(l, i))
			put_line(f, &l->line[i]);
	table_end(f);
	fputs("</details>\n", f);
}

void put_commands(FILE *f, const struct report *report)
{
	const struct lines *l = &report->lines;

	fputs("<p>One click on a command selects it. Run them as root: "
	      "otherwise a duel is not atomic. A duel comes out the same each "
	      "time; a race and a storm take luck. A kernel with a + in its "
	      "name, and no fragment of ours behind it, needs the "
	      "<code>--patch</code>, <code>--fragment</code> or "
	      "<code>--source</code> that it was built with. What was skipped "
	      "is not listed.</p>\n",
	      f);
	for (int i = 0, n; i < l->n; i += n) {
		n = lines_of_kernel(l, i);
		put_kernel(f, l, i, i + n);
	}
}

static bool same_place(const struct result *a, const struct result *b)
{
	const struct where *x = &a->where, *y = &b->where;

	return !strcmp(x->kernel, y->kernel) &&
	       !strcmp(x->release, y->release) &&
	       !strcmp(x->kernel_id, y->kernel_id) &&
	       !strcmp(x->append, y->append) && !strcmp(x->tier, y->tier) &&
	       !strcmp(x->accel, y->accel) && !strcmp(a->version, b->version) &&
	       x->cpus == y->cpus;
}

/* The runs that ran there; 0 when an earlier one did. */
static int runs_there(const struct results *all, int i)
{
	int n = 0;

	for (int k = 0; k < all->n; k++) {
		if (!same_place(&all->r[i], &all->r[k]))
			continue;
		if (k < i)
			return 0;
		n++;
	}
	return n;
}

void put_environment(FILE *f, const struct report *report)
{
	static const char *const heads[] = {
		"kernel",	"release", "id",	"arguments", "tier",
		"acceleration", "CPUs",	   "wakestorm", "runs"
	};

	table_begin(f, "What ran where; the id is a hash of source, patches "
		       "and configuration");
	table_heads(f, heads, 9);
	table_body(f);
	for (int i = 0; i < report->all->n; i++) {
		const struct result *r = &report->all->r[i];
		int runs = runs_there(report->all, i);

		if (!runs)
			continue;
		row_begin(f, r->where.kernel);
		put_words_cell(f, r->where.release);
		put_words_cell(f, r->where.kernel_id);
		put_words_cell(f, r->where.append);
		put_words_cell(f, r->where.tier);
		put_words_cell(f, r->where.accel);
		put_number_cell(f, r->where.cpus);
		put_words_cell(f, r->version);
		put_number_cell(f, runs);
		fputs("</tr>\n", f);
	}
	table_end(f);
}
