// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stats.h"
#include "metrics.h"
#include "report/page.h"
#include "util.h"

#define MAX_SETTINGS 4096
#define MAX_COLUMNS 32 /* different counters of a kernel */

static const struct {
	const char *name;
	double p;
} percentiles[] = {
	{ "p50", .5 },
	{ "p90", .9 },
	{ "p99", .99 },
	{ "p99.9", .999 },
};

static void put_latency_row(FILE *f, const struct units *u)
{
	struct hist all = { 0 };
	char time[CELL_LEN], label[LABEL_LEN];

	for (int i = 0; i < u->n; i++)
		hist_merge(&all, &u->unit[i].latency);
	row_begin(f, u->unit->of->stressor);
	put_words_cell(f, u->unit->of->where.kernel);
	put_words_cell(f, setting_label(u->unit->of, label));
	put_number_cell(f, u->n);
	put_number_cell(f, all.count);
	for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++) {
		time_text(stats_quantile(&all, percentiles[i].p), time);
		fprintf(f, "<td class=\"n\">%s</td>", time);
	}
	time_text(all.max, time);
	fprintf(f, "<td class=\"n\">%s</td></tr>\n", time);
}

static void put_setting(FILE *f, const struct results *all,
			const struct setting *setting,
			const struct names *kernels)
{
	struct units u;

	for (int k = 0; k < kernels->n; k++) {
		if (units_make(&u, all, setting, kernels->name[k]))
			return;
		if (u.n)
			put_latency_row(f, &u);
		free(u.unit);
	}
}

/* What the runs of a setting say on the average. */
static void put_cost_row(FILE *f, const struct line *line, int n)
{
	char label[LABEL_LEN];

	row_begin(f, line->r->stressor);
	put_words_cell(f, line->r->where.kernel);
	put_words_cell(f, setting_label(line->r, label));
	for (int m = 0; m < STORM_RATIOS; m++) {
		double sum = 0;

		for (int i = 0; i < n; i++)
			sum += storm_ratios[m].of(line[i].r);
		fprintf(f, "<td class=\"n\">%.*f</td>", storm_ratios[m].digits,
			sum / n);
	}
	fputs("</tr>\n", f);
}

/* Old records have no such counts. */
static void put_costs(FILE *f, const struct lines *l)
{
	static const char *const heads[] = { "stressor", "kernel", "storm" };
	int rows = 0;

	for (int i = 0, n; i < l->n; i += n) {
		n = lines_of_setting(l, i);
		if (!l->line[i].r->storm.running_ns)
			continue;
		if (!rows++) {
			table_begin(f, "What a wakeup costs, mean of the runs");
			table_heads(f, heads, ARRAY_SIZE(heads));
			for (int m = 0; m < STORM_RATIOS; m++)
				table_head(f, storm_ratios[m].words);
			table_body(f);
		}
		put_cost_row(f, &l->line[i], n);
	}
	if (rows)
		table_end(f);
}

static bool is_storm(const struct result *r)
{
	return r->mode == MODE_STORM;
}

bool has_latencies(const struct report *report)
{
	return pivot_has(&report->pivot, MODE_STORM);
}

void put_latencies(FILE *f, const struct report *report)
{
	static const char *const heads[] = { "stressor", "kernel", "storm",
					     "runs", "wakeups" };
	struct setting setting[MAX_SETTINGS];
	int n = settings_find(report->all, setting, MAX_SETTINGS, is_storm);

	fputs("<p>From just before the post until wait() returned, in storms. "
	      "Compare kernels in the tiers qemu-icount and native only; in "
	      "the free-running tier qemu the figures are those of the host."
	      "</p>\n",
	      f);
	table_begin(f, "Percentiles of wakeup latency");
	table_heads(f, heads, ARRAY_SIZE(heads));
	for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
		table_head(f, percentiles[i].name);
	table_head(f, "max");
	table_body(f);
	for (int i = 0; i < n; i++)
		put_setting(f, report->all, &setting[i],
			    &report->pivot.kernels);
	table_end(f);
	put_costs(f, &report->lines);
}

/* What one counter says of some runs. */
struct count {
	const char *name;
	int error; /* of the last run that could not count it */
	bool counted;
	uint64_t sum, taken; /* events, and waits served meanwhile */
};

struct counts {
	int n;
	struct count c[MAX_COLUMNS];
};

static struct count *count_named(struct counts *all, const char *name)
{
	int i = 0;

	while (i < all->n && strcmp(all->c[i].name, name))
		i++;
	if (i == all->n && i < MAX_COLUMNS)
		all->c[all->n++] = (struct count){ .name = name };
	return i < MAX_COLUMNS ? &all->c[i] : NULL;
}

/* Storms of a kernel; stressor NULL: any. */
static void count_up(struct counts *all, const struct pivot *p, int kernel,
		     const char *stressor)
{
	for (int i = 0; i < p->all->n; i++) {
		const struct result *r = &p->all->r[i];

		if (r->mode != MODE_STORM ||
		    strcmp(r->where.kernel, p->kernels.name[kernel]) ||
		    (stressor && strcmp(r->stressor, stressor)))
			continue;
		for (int k = 0; k < r->counters; k++) {
			const struct counter *from = &r->counter[k];
			struct count *c = count_named(all, from->name);

			if (c && from->error) {
				c->error = from->error;
			} else if (c) {
				c->counted = true;
				c->sum += from->value;
				c->taken += r->tally.taken;
			}
		}
	}
}

static void put_counter_heads(FILE *f, const char *kernel,
			      const struct counts *all)
{
	char caption[NAME_LEN + 32];

	snprintf(caption, sizeof(caption), "Counts per event taken, %s",
		 kernel);
	table_begin(f, caption);
	table_head(f, "stressor");
	for (int i = 0; i < all->n; i++)
		if (all->c[i].counted)
			table_head(f, all->c[i].name);
	table_body(f);
}

static void put_count(FILE *f, double n)
{
	fprintf(f,
		n < 10000 ? "<td class=\"n\">%.4g</td>"
			  : "<td class=\"n\">%.0f</td>",
		n);
}

static void put_counter_row(FILE *f, const char *stressor,
			    const struct counts *columns, struct counts *row)
{
	row_begin(f, stressor);
	for (int i = 0; i < columns->n; i++) {
		const struct count *c = count_named(row, columns->c[i].name);

		if (!columns->c[i].counted)
			continue;
		if (c && c->counted && c->taken)
			put_count(f, (double)c->sum / (double)c->taken);
		else
			fputs("<td class=\"n none\">n/a</td>", f);
	}
	fputs("</tr>\n", f);
}

static void put_unsupported(FILE *f, const struct counts *all)
{
	int n = 0;

	for (int i = 0; i < all->n; i++) {
		if (all->c[i].counted)
			continue;
		fputs(n++ ? ", " : "<p>Not counted: ", f);
		put_html(f, all->c[i].name);
		fputs(" (", f);
		put_html(f, counter_problem(all->c[i].error));
		putc(')', f);
	}
	fputs(n ? ".</p>\n" : "", f);
}

static void put_kernel_counters(FILE *f, const struct pivot *p, int kernel,
				const struct counts *columns)
{
	bool any = false;

	for (int i = 0; i < columns->n; i++)
		any |= columns->c[i].counted;
	if (any)
		put_counter_heads(f, p->kernels.name[kernel], columns);
	for (int s = 0; s < p->stressors.n && any; s++) {
		struct counts row = { .n = 0 };

		count_up(&row, p, kernel, p->stressors.name[s]);
		if (row.n)
			put_counter_row(f, p->stressors.name[s], columns, &row);
	}
	if (any)
		table_end(f);
	put_unsupported(f, columns);
}

bool has_counters(const struct report *report)
{
	for (int i = 0; i < report->all->n; i++)
		if (report->all->r[i].mode == MODE_STORM &&
		    report->all->r[i].counters)
			return true;
	return false;
}

void put_counters(FILE *f, const struct report *report)
{
	const struct pivot *p = &report->pivot;

	fputs("<p>In storms, per event taken; task-clock in ns.</p>\n", f);
	for (int k = 0; k < p->kernels.n; k++) {
		struct counts columns = { .n = 0 };

		count_up(&columns, p, k, NULL);
		if (columns.n)
			put_kernel_counters(f, p, k, &columns);
	}
}
