// SPDX-License-Identifier: GPL-2.0
/* The page in short, as Markdown: for the summary of a CI's job, for a mail. */
#include <stdlib.h>
#include <string.h>

#include "report/files.h"
#include "report/score.h"

/* A job's summary may have 1 MiB; one that is read is much shorter. */
#define MOST_ROWS    60
#define MOST_KERNELS 16
#define MOST_PROOFS  3

static int shown_kernels(const struct pivot *p)
{
	return p->kernels.n < MOST_KERNELS ? p->kernels.n : MOST_KERNELS;
}

static void put_sentence(FILE *f, const struct pivot *p, const struct score *s)
{
	char *text = score_sentence(p, s);

	if (text) {
		fprintf(f, "**%s**: ", verdict_names[score_verdict(s)]);
		put_markdown(f, text);
		fputs("\n\n", f);
	}
	free(text);
}

/* A verdict that no run has needs no column. */
static bool has_column(const struct score *all, enum verdict v)
{
	return all->verdict[v] || v == LOST_WAKEUP || v == PASS;
}

static void put_score(FILE *f, const char *name, const char *release,
		      const struct score *s, const struct score *all)
{
	int twins = s->outcome[CAUGHT] + s->outcome[MISSED];

	fputs("| ", f);
	put_markdown(f, name);
	fputs(" | ", f);
	put_markdown(f, release);
	for (int i = 0; i < VERDICTS; i++)
		if (has_column(all, score_columns[i]))
			fprintf(f, " | %d", s->verdict[score_columns[i]]);
	if (twins)
		fprintf(f, " | %d of %d", s->outcome[CAUGHT], twins);
	else
		fputs(" | -", f);
	fprintf(f, " | %d |\n", s->n);
}

/* Kernels down, what their runs found across. */
static void put_scores(FILE *f, const struct report *report)
{
	const struct pivot *p = &report->pivot;
	struct score all = score_of(report->all, NULL), s;

	fputs("| kernel | release", f);
	for (int i = 0; i < VERDICTS; i++)
		if (has_column(&all, score_columns[i]))
			fprintf(f, " | %s", verdict_names[score_columns[i]]);
	fputs(" | twins caught | runs |\n|---|---", f);
	for (int i = 0; i < VERDICTS; i++)
		if (has_column(&all, score_columns[i]))
			fputs("|--:", f);
	fputs("|--:|--:|\n", f);
	for (int k = 0; k < shown_kernels(p); k++) {
		s = score_of(report->all, p->kernels.name[k]);
		put_score(f, p->kernels.name[k],
			  pivot_kernel(p, k)->where.release, &s, &all);
	}
	if (p->kernels.n > 1)
		put_score(f, "all", "", &all, &all);
}

/* Must somebody look at one of its runs? */
static bool is_bad(const struct pivot *p, enum mode mode, int stressor)
{
	for (int i = 0; i < p->all->n; i++) {
		const struct result *r = &p->all->r[i];

		if (r->mode == mode &&
		    !strcmp(r->stressor, p->stressors.name[stressor]) &&
		    outcome_is_bad(outcome_of(r)))
			return true;
	}
	return false;
}

static void put_row(FILE *f, const struct pivot *p, enum mode mode,
		    int stressor)
{
	char text[CELL_LEN];

	fputs("| ", f);
	put_markdown(f, p->stressors.name[stressor]);
	fprintf(f, " | %s |", mode_names[mode]);
	for (int k = 0; k < shown_kernels(p); k++) {
		struct cell c = pivot_cell(p, mode, k, stressor);
		const char *strong = c.hit ? "**" : "";

		cell_text(&c, text);
		fprintf(f, " %s%s%s |", strong, text, strong);
	}
	putc('\n', f);
}

static void put_heads(FILE *f, const struct pivot *p)
{
	fputs("\n| stressor | mode |", f);
	for (int k = 0; k < shown_kernels(p); k++) {
		putc(' ', f);
		put_markdown(f, p->kernels.name[k]);
		fputs(" |", f);
	}
	fputs("\n|---|---|", f);
	for (int k = 0; k < shown_kernels(p); k++)
		fputs("---|", f);
	putc('\n', f);
}

/* Stressors down, kernels across, where something is to be looked at. */
static void put_bad(FILE *f, const struct pivot *p)
{
	int rows = 0;

	for (int m = 0; m < MODES; m++)
		for (int s = 0; s < p->stressors.n; s++) {
			if (!is_bad(p, m, s))
				continue;
			if (!rows++)
				put_heads(f, p);
			if (rows <= MOST_ROWS)
				put_row(f, p, m, s);
		}
	if (rows > MOST_ROWS)
		fprintf(f, "\n%d more rows are on the page.\n",
			rows - MOST_ROWS);
	if (p->kernels.n > MOST_KERNELS)
		fprintf(f, "\n%d more kernels are on the page.\n",
			p->kernels.n - MOST_KERNELS);
}

/* As code: nothing in there is markup, and no line of it ends the code. */
static void put_code(FILE *f, char *text)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")) && rest) {
		fputs("    ", f);
		put_plain(f, line, -1);
		putc('\n', f);
	}
}

static void put_proof(FILE *f, const struct result *r)
{
	const struct line line = { .r = r };
	char label[LABEL_LEN], *text = line_story(&line);

	fputs("\n<details><summary>Evidence: ", f);
	put_html(f, r->where.kernel);
	fputs(", ", f);
	put_html(f, r->stressor);
	fputs(", ", f);
	put_html(f, setting_label(r, label));
	fputs("</summary>\n\n", f);
	if (text)
		put_code(f, text);
	fputs("\n</details>\n", f);
	free(text);
}

void put_brief(FILE *f, const struct report *report)
{
	const struct pivot *p = &report->pivot;
	struct score all = score_of(report->all, NULL);
	int proofs = 0;

	put_sentence(f, p, &all);
	put_scores(f, report);
	put_bad(f, p);
	for (int k = 0; k < shown_kernels(p) && proofs < MOST_PROOFS; k++) {
		const struct result *r = first_proof(p, k);

		if (r)
			put_proof(f, r);
		proofs += r != NULL;
	}
	fputs("\nwakestorm ", f);
	put_markdown(f, report->all->r[0].version);
	fputs("; the rest is on the page, index.html.\n", f);
}
