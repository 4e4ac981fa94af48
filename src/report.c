// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "util.h"
#include "wrap.h"

#define MAX_LABEL  22 /* longer names are cut */
#define MIN_COLUMN 6
#define MAX_PROOFS 2 /* kernels whose evidence is shown */

static int clip(size_t len)
{
	return len < MAX_LABEL ? (int)len : MAX_LABEL;
}

/* Cut s to MAX_LABEL, fill with blanks to width. */
static void put_label(FILE *f, const char *s, int width)
{
	int len = clip(strlen(s));

	put_plain(f, s, len);
	fprintf(f, "%*s", width > len ? width - len : 0, "");
}

static int label_width(const struct names *list)
{
	int width = MIN_COLUMN;

	for (int i = 0; i < list->n; i++)
		if (clip(strlen(list->name[i])) > width)
			width = clip(strlen(list->name[i]));
	return width;
}

/* A column is as wide as its widest text. */
static int column_width(const struct pivot *p, enum mode mode, int kernel)
{
	int width = clip(strlen(p->kernels.name[kernel]));
	char text[CELL_LEN];

	for (int s = 0; s < p->stressors.n; s++) {
		struct cell c = pivot_cell(p, mode, kernel, s);

		cell_text(&c, text);
		if ((int)strlen(text) > width)
			width = strlen(text);
	}
	return width > MIN_COLUMN ? width : MIN_COLUMN;
}

static void put_row(FILE *f, const struct pivot *p, enum mode mode, int s,
		    int from, int to, const int *width)
{
	char text[CELL_LEN];
	struct cell c;

	for (int k = from; k < to; k++) {
		c = pivot_cell(p, mode, k, s);
		cell_text(&c, text);
		if (k == to - 1)
			fprintf(f, "  %s\n", text);
		else
			fprintf(f, "  %-*s", width[k], text);
	}
}

static bool row_empty(const struct pivot *p, enum mode mode, int s)
{
	for (int k = 0; k < p->kernels.n; k++)
		if (pivot_cell(p, mode, k, s).runs)
			return false;
	return true;
}

/* Kernels from .. to - 1 of one mode. */
static void put_block(FILE *f, const struct pivot *p, enum mode mode, int from,
		      int to, const int *width)
{
	int left = label_width(&p->stressors);

	fprintf(f, "%-*s", left, mode_names[mode]);
	for (int k = from; k < to; k++) {
		fputs("  ", f);
		put_label(f, p->kernels.name[k], k == to - 1 ? 0 : width[k]);
	}
	putc('\n', f);
	for (int s = 0; s < p->stressors.n; s++) {
		if (row_empty(p, mode, s))
			continue;
		put_label(f, p->stressors.name[s], left);
		put_row(f, p, mode, s, from, to, width);
	}
	putc('\n', f);
}

/* As many kernels side by side as fit, the rest below. */
static void put_mode(FILE *f, const struct pivot *p, enum mode mode)
{
	int width[MAX_NAMES] = { 0 }, left = label_width(&p->stressors);

	for (int k = 0; k < p->kernels.n; k++)
		width[k] = column_width(p, mode, k);
	for (int from = 0, to; from < p->kernels.n; from = to) {
		int room = COLUMNS - left - width[from] - 2;

		for (to = from + 1; to < p->kernels.n; to++) {
			room -= width[to] + 2;
			if (room < 0)
				break;
		}
		put_block(f, p, mode, from, to, width);
	}
}

/* One line of text; what follows is indented deeper. */
static void put_line(FILE *f, const char *line)
{
	int indent = strspn(line, " ");

	fprintf(f, "%*s", indent, "");
	put_wrapped(f, line + indent, indent, indent + 2);
}

/* The evidence of r, or all findings where r is NULL, wrapped. */
static void put_words(FILE *f, const struct pivot *p, const struct result *r)
{
	char *text = NULL, *rest, *line;
	size_t size;
	FILE *mem = open_memstream(&text, &size);

	if (!mem)
		return;
	if (r)
		evidence_text(mem, r, &r->evidence[0]);
	else
		findings(mem, p);
	if (!fclose(mem))
		for (rest = text; (line = strsep(&rest, "\n")) && rest;)
			put_line(f, line);
	free(text);
}

void report_table(FILE *f, const struct results *all)
{
	int shown = 0;
	struct pivot p;

	pivot_make(&p, all);
	for (int m = 0; m < MODES; m++)
		if (pivot_has(&p, m))
			put_mode(f, &p, m);
	put_words(f, &p, NULL);
	for (int k = 0; k < p.kernels.n && shown < MAX_PROOFS; k++) {
		const struct result *r = first_proof(&p, k);

		if (!r)
			continue;
		fputs(shown++ ? "\n" : "\nEvidence:\n\n", f);
		put_words(f, &p, r);
	}
}
