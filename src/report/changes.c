// SPDX-License-Identifier: GPL-2.0
/* What changed from the first kernel to each of the others. */
#include <string.h>

#include "compare.h"
#include "report/page.h"
#include "util.h"

#define MOST_OPEN 3 /* kernels whose changes are unfolded */

/* From what matters most. */
static const enum change columns[] = { REGRESSED, IMPROVED, NOT_SOUND,
				       CANNOT_TELL, SAME };

static bool is_change(const struct compared *c)
{
	return c->change == REGRESSED || c->change == IMPROVED ||
	       c->change == NOT_SOUND;
}

/* The colour of the verdict that it is like. */
static enum verdict colour_of(enum change change)
{
	static const enum verdict colour[CHANGES] = {
		[REGRESSED] = LOST_WAKEUP,
		[IMPROVED] = PASS,
		[NOT_SOUND] = BROKEN,
		[CANNOT_TELL] = SKIP,
		[SAME] = SKIP,
	};

	return colour[change];
}

static void put_why(FILE *f, enum change change, const char *why, int more)
{
	char text[3 * WORDS_LEN], enough[WORDS_LEN];

	snprintf(text, sizeof(text), "%s%s%s%s", change_names[change],
		 *why ? ": " : "", why, more_text(more, enough));
	put_verdict_cell(f, colour_of(change), text);
}

static void put_setting(FILE *f, const struct setting *at)
{
	char text[WORDS_LEN];

	row_begin(f, at->stressor);
	setting_text(at, text);
	put_words_cell(f, text);
	put_number_cell(f, at->waiters);
	put_words_cell(f, at->tier);
}

static void put_change(FILE *f, const struct compared *c)
{
	char text[CELL_LEN];

	put_setting(f, &c->at);
	for (int side = 0; side < SIDES; side++) {
		cell_text(&c->cell[side], text);
		put_words_cell(f, text);
	}
	put_why(f, c->change, c->why, c->losses.more);
	fputs("</tr>\n", f);
}

/* The names of both kernels of a caption. */
static void begin(FILE *f, const char *what, const struct comparison *all,
		  int new)
{
	char caption[2 * NAME_LEN + 64];

	snprintf(caption, sizeof(caption), "%s, %s to %s", what,
		 all->base.kernel, all->news[new].kernel);
	table_begin(f, caption);
}

static void put_verdicts(FILE *f, const struct comparison *all, int new)
{
	const char *const heads[] = { "stressor",	"act",
				      "waiters",	"tier",
				      all->base.kernel, all->news[new].kernel,
				      "change" };
	int lines = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new || !is_change(c))
			continue;
		if (!lines++) {
			begin(f, "Verdicts that changed", all, new);
			table_heads(f, heads, ARRAY_SIZE(heads));
			table_body(f);
		}
		put_change(f, c);
	}
	if (lines)
		table_end(f);
}

static const struct measured *declared_of(const struct compared *c)
{
	return &c->metric[metric_declared(c)];
}

static void put_measured(FILE *f, const struct compared *c)
{
	enum metric metric = metric_declared(c);
	const struct measured *m = &c->metric[metric];
	char text[CELL_LEN];

	put_setting(f, &c->at);
	for (int side = 0; side < SIDES; side++) {
		metric_text(m, metric, side, text);
		fprintf(f, "<td class=\"n\">%s%s</td>", text,
			metric == RATE ? "/s" : "");
	}
	fprintf(f,
		"<td class=\"n\">%.3f (%.3f to %.3f)</td>"
		"<td class=\"n\">%.2g</td>",
		m->ratio, m->low, m->high, m->p_family);
	fprintf(f,
		m->paired ? "<td class=\"n\">%d</td>"
			  : "<td class=\"n\">%d v %d</td>",
		m->boots[BASE], m->boots[NEW]);
	put_why(f, m->change, m->why, m->more);
	fputs("</tr>\n", f);
}

/* The median latencies of storms; what is explored is left to `compare`. */
static void put_times(FILE *f, const struct comparison *all, int new)
{
	const char *const heads[] = { "stressor",	"act",
				      "waiters",	"tier",
				      all->base.kernel, all->news[new].kernel,
				      "ratio (95 %)",	"p (Holm)",
				      "boots",		"change" };
	int lines = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new || !declared_of(c)->tested)
			continue;
		if (!lines++) {
			begin(f, "Median wakeup latency of storms, counts a "
				 "second of workloads", all, new);
			table_heads(f, heads, ARRAY_SIZE(heads));
			table_body(f);
		}
		put_measured(f, c);
	}
	if (lines)
		table_end(f);
}

/* In this order, of times. */
static const enum change of_times[] = { REGRESSED, IMPROVED, CANNOT_TELL,
					SAME };

static void put_row(FILE *f, const struct comparison *all, int new)
{
	int verdict[CHANGES] = { 0 }, times[CHANGES] = { 0 };

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new)
			continue;
		verdict[c->change]++;
		if (has_times(c))
			times[declared_of(c)->change]++;
	}
	row_begin(f, all->news[new].kernel);
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		int n = verdict[columns[i]];

		fprintf(f, "<td class=\"n %s\">%d</td>",
			n ? verdict_names[colour_of(columns[i])] : "none", n);
	}
	for (size_t i = 0; i < ARRAY_SIZE(of_times); i++)
		put_number_cell(f, times[of_times[i]]);
	fputs("</tr>\n", f);
}

static void put_sums(FILE *f, const struct comparison *all)
{
	char caption[NAME_LEN + 64];

	snprintf(caption, sizeof(caption),
		 "Stressors by act, each kernel against %s", all->base.kernel);
	table_begin(f, caption);
	table_head(f, "kernel");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_head(f, change_names[columns[i]]);
	for (size_t i = 0; i < ARRAY_SIZE(of_times); i++) {
		snprintf(caption, sizeof(caption), "times %s",
			 change_names[of_times[i]]);
		table_head(f, caption);
	}
	table_body(f);
	for (int i = 0; i < all->n_news; i++)
		put_row(f, all, i);
	table_end(f);
}

static bool has_details(const struct comparison *all, int new)
{
	for (int i = 0; i < all->n; i++)
		if (all->c[i].new == new &&
		    (is_change(&all->c[i]) || declared_of(&all->c[i])->tested))
			return true;
	return false;
}

static void put_details(FILE *f, const struct comparison *all, int new)
{
	if (!has_details(all, new))
		return;
	fprintf(f, "<details%s><summary>",
		all->n_news <= MOST_OPEN ? " open" : "");
	put_html(f, all->base.kernel);
	fputs(" to ", f);
	put_html(f, all->news[new].kernel);
	fputs("</summary>\n", f);
	put_verdicts(f, all, new);
	put_times(f, all, new);
	fputs("</details>\n", f);
}

bool has_changes(const struct report *report)
{
	return report->pivot.kernels.n > 1;
}

void put_changes(FILE *f, const struct report *report)
{
	const struct names *kernels = &report->pivot.kernels;
	struct side base = { report->all, kernels->name[0] }, news[MAX_NEWS];
	struct comparison all;
	int n = 0;

	for (int k = 1; k < kernels->n && n < MAX_NEWS; k++)
		news[n++] = (struct side){ report->all, kernels->name[k] };
	if (!compare(&all, &base, news, n, MARGIN)) {
		put_sums(f, &all);
		for (int i = 0; i < n; i++)
			put_details(f, &all, i);
	}
	comparison_free(&all);
	if (kernels->n - 1 > n)
		fprintf(f, "<p>%d more kernels are not compared.</p>\n",
			kernels->n - 1 - n);
}
