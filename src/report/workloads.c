// SPDX-License-Identifier: GPL-2.0
/* What programs that are not ours counted. */
#include <stdlib.h>
#include <string.h>

#include "measure/stats.h"
#include "report/page.h"
#include "util.h"

bool has_workloads(const struct report *report)
{
	return pivot_has(&report->pivot, MODE_WORKLOAD);
}

/* Counts a second of n lines into v; how many tell them. */
static int rates_of(const struct line *line, int n, double *v)
{
	int k = 0;

	for (int i = 0; i < n; i++)
		if (workload_rate(line[i].r) > 0)
			v[k++] = workload_rate(line[i].r);
	return k;
}

static void put_rate(FILE *f, double v)
{
	char text[CELL_LEN];

	fprintf(f, "<td class=\"n\">%s</td>", rate_text(v, text));
}

static void put_rates(FILE *f, double *v, int n)
{
	if (!v || !n) {
		fputs("<td>-</td><td>-</td><td>-</td>", f);
		return;
	}
	put_rate(f, stats_median(v, n)); /* it sorts them */
	put_rate(f, v[0]);
	put_rate(f, v[n - 1]);
}

/* Of all the runs' latencies together. */
static void put_percentiles(FILE *f, const struct line *line, int n)
{
	static const double p[] = { .5, .99 };
	struct hist *all = calloc(1, sizeof(*all));
	char text[CELL_LEN];

	for (int i = 0; i < n && all; i++)
		hist_merge(all, &line[i].r->latency);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		snprintf(text, sizeof(text), "-");
		if (all && all->count)
			time_text(stats_quantile(all, p[i]), text);
		fprintf(f, "<td class=\"n\">%s</td>", text);
	}
	free(all);
}

static void put_row(FILE *f, const struct line *line, int n)
{
	const struct result *r = line->r;
	double *v = calloc((size_t)n, sizeof(*v));
	int hung = 0;

	for (int i = 0; i < n; i++)
		hung += line[i].r->workload.hung;
	row_begin(f, r->stressor);
	put_words_cell(f, r->where.kernel);
	put_words_cell(f, r->where.tier);
	put_words_cell(f, *r->noise.name ? r->noise.command : "-");
	put_words_cell(f, r->workload.version);
	put_number_cell(f, (uint64_t)n);
	put_number_cell(f, (uint64_t)hung);
	put_words_cell(f, r->workload.unit);
	put_rates(f, v, v ? rates_of(line, n, v) : 0);
	put_percentiles(f, line, n);
	fputs("</tr>\n", f);
	free(v);
}

void put_workloads(FILE *f, const struct report *report)
{
	static const char *const heads[] = {
		"workload", "kernel", "tier",	"beside",	    "version",
		"runs",	    "hung",   "counts", "a second, median", "least",
		"most",	    "p50",    "p99"
	};
	const struct lines *l = &report->lines;

	fputs("<p>Programs that are not ours: run under our watchdog, or "
	      "imported. What one version counts is not what another one "
	      "counts.</p>\n",
	      f);
	table_begin(f, "What workloads counted, and their latencies");
	table_heads(f, heads, ARRAY_SIZE(heads));
	table_body(f);
	for (int i = 0, n; i < l->n; i += n) {
		n = lines_of_setting(l, i);
		if (l->line[i].r->mode == MODE_WORKLOAD &&
		    l->line[i].r->verdict != SKIP)
			put_row(f, &l->line[i], n);
	}
	table_end(f);
}
