// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "report/files.h"

/* A description: '#' would end it. */
static void put_words(FILE *f, const char *s)
{
	for (; *s; s++)
		put_plain(f, *s == '#' ? "?" : s, 1);
}

/* Diagnostic lines stand before the result that they are about. */
static void put_story(FILE *f, const struct line *line)
{
	char *text = line_story(line), *rest = text, *one;

	while (text && (one = strsep(&rest, "\n")) && rest)
		fprintf(f, "  # %s\n", one);
	free(text);
}

/* Directive and data behind a result; a twin is there to be caught. */
static void put_directive(FILE *f, const struct result *r)
{
	static const char *const directive[OUTCOMES] = {
		[CAUGHT] = " # XFAIL wrong on purpose, and caught",
		[MISSED] = " # wrong on purpose, and not caught",
		[UNSURE] = " # ERROR suspect: ",
		[UNSOUND] = " # ERROR ",
		[SKIPPED] = " # SKIP ",
	};
	enum outcome outcome = outcome_of(r);

	if (outcome == FAILED)
		fprintf(f, " # %s", verdict_names[r->verdict]);
	else if (directive[outcome])
		fputs(directive[outcome], f);
	if (outcome >= UNSURE)
		put_plain(f, r->why, -1);
}

static void put_test(FILE *f, const struct line *line, int number)
{
	bool bad = outcome_is_bad(outcome_of(line->r));
	char label[LABEL_LEN];

	if (bad)
		put_story(f, line);
	fprintf(f, "  %sok %d ", bad ? "not " : "", number);
	put_words(f, line->r->stressor);
	fputs(": ", f);
	put_words(f, line_label(line, label));
	put_directive(f, line->r);
	putc('\n', f);
}

static void put_kernel(FILE *f, const struct line *line, int n, int number)
{
	bool bad = false, ran = false;

	fprintf(f, "  KTAP version 1\n  1..%d\n", n);
	for (int i = 0; i < n; i++) {
		enum outcome outcome = outcome_of(line[i].r);

		put_test(f, &line[i], i + 1);
		bad |= outcome_is_bad(outcome);
		ran |= outcome != SKIPPED;
	}
	fprintf(f, "%sok %d ", bad ? "not " : "", number);
	put_words(f, line->r->where.kernel);
	fputs(ran ? "\n" : " # SKIP nothing could run\n", f);
}

void put_ktap(FILE *f, const struct report *report)
{
	const struct lines *l = &report->lines;
	int kernels = 0, number = 0, n;

	for (int i = 0; i < l->n; i += lines_of_kernel(l, i))
		kernels++;
	fprintf(f, "KTAP version 1\n1..%d\n", kernels);
	for (int i = 0; i < l->n; i += n) {
		n = lines_of_kernel(l, i);
		put_kernel(f, &l->line[i], n, ++number);
	}
}
