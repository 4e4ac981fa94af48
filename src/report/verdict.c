// SPDX-License-Identifier: GPL-2.0
/* What came out: the sentence, the numbers, the words. */
#include <stdlib.h>
#include <string.h>

#include "report/page.h"
#include "report/score.h"

/* One sentence, in the colour of what it says. */
static void put_sentence(FILE *f, const struct pivot *p, const struct score *s)
{
	char *text = score_sentence(p, s);

	if (text) {
		fprintf(f, "<p class=\"verdict %s\">",
			verdict_names[score_verdict(s)]);
		put_html(f, text);
		fputs("</p>\n", f);
	}
	free(text);
}

static void put_score(FILE *f, const char *name, const struct score *s)
{
	int twins = s->outcome[CAUGHT] + s->outcome[MISSED];

	row_begin(f, name);
	for (int i = 0; i < VERDICTS; i++) {
		int n = s->verdict[score_columns[i]];

		fprintf(f, "<td class=\"n %s\">%d</td>",
			n ? verdict_names[score_columns[i]] : "none", n);
	}
	if (twins)
		fprintf(f, "<td class=\"n %s\">%d of %d</td>",
			s->outcome[MISSED] ? verdict_names[BROKEN] : "none",
			s->outcome[CAUGHT], twins);
	else
		fputs("<td class=\"n none\">-</td>", f);
	put_number_cell(f, s->n);
	fputs("</tr>\n", f);
}

static void put_scores(FILE *f, const struct report *report)
{
	const struct names *kernels = &report->pivot.kernels;
	struct score s;

	table_begin(f, "Runs by verdict. A twin is wrong on purpose and has to "
		       "be caught.");
	table_head(f, "kernel");
	for (int i = 0; i < VERDICTS; i++)
		table_head(f, verdict_names[score_columns[i]]);
	table_head(f, "twins caught");
	table_head(f, "runs");
	table_body(f);
	for (int k = 0; k < kernels->n; k++) {
		s = score_of(report->all, kernels->name[k]);
		put_score(f, kernels->name[k], &s);
	}
	if (kernels->n > 1) {
		s = score_of(report->all, NULL);
		put_score(f, "all", &s);
	}
	table_end(f);
}

/* Each line of text becomes an item. */
static void put_items(FILE *f, char *text)
{
	char *rest = text, *line;

	fputs("<ul>\n", f);
	while (text && (line = strsep(&rest, "\n")) && rest) {
		fputs("<li>", f);
		put_html(f, line);
		fputs("</li>\n", f);
	}
	fputs("</ul>\n", f);
}

static void write_losses(FILE *f, const struct pivot *p)
{
	for (int k = 0; k < p->kernels.n; k++)
		finding_losses(f, p, k);
}

static void write_others(FILE *f, const struct pivot *p)
{
	for (int k = 0; k < p->kernels.n; k++)
		finding_others(f, p, k);
	finding_twins(f, p);
}

/* What write() has to say, folded below summary; NULL: not folded. */
static void put_findings(FILE *f, const struct pivot *p,
			 void (*write)(FILE *f, const struct pivot *p),
			 const char *summary)
{
	char *text = NULL;
	size_t size;
	FILE *mem = open_memstream(&text, &size);

	if (!mem)
		return;
	write(mem, p);
	if (!fclose(mem) && *text) {
		if (summary)
			fprintf(f, "<details><summary>%s</summary>\n", summary);
		put_items(f, text);
		fputs(summary ? "</details>\n" : "", f);
	}
	free(text);
}

void put_verdict(FILE *f, const struct report *report)
{
	struct score s = score_of(report->all, NULL);

	put_sentence(f, &report->pivot, &s);
	put_scores(f, report);
	put_findings(f, &report->pivot, write_losses, NULL);
	put_findings(f, &report->pivot, write_others,
		     "What else: other verdicts, skipped, broken, wrong on "
		     "purpose");
}
