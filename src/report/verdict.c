// SPDX-License-Identifier: GPL-2.0
/* What came out: the sentence, the numbers, the words. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/page.h"
#include "util.h"

#define MOST_KERNELS 4 /* named one by one in the sentence */

/* Runs by verdict; twins that had to be caught by whether they were. */
struct score {
	int n, verdict[VERDICTS], outcome[OUTCOMES];
	uint64_t rounds;
};

static void score_add(struct score *s, const struct result *r)
{
	enum outcome outcome = outcome_of(r);

	s->n++;
	s->outcome[outcome]++;
	s->rounds += r->tally.rounds;
	if (outcome != CAUGHT && outcome != MISSED)
		s->verdict[r->verdict]++;
}

/* Of one kernel; NULL: of all. */
static struct score score_of(const struct results *all, const char *kernel)
{
	struct score s = { 0 };

	for (int i = 0; i < all->n; i++)
		if (!kernel || !strcmp(all->r[i].where.kernel, kernel))
			score_add(&s, &all->r[i]);
	return s;
}

/* Stressors that ran on a kernel, twins apart. */
static int tested(const struct pivot *p, int kernel)
{
	int n = 0;

	for (int v = 0; v < VERDICTS; v++)
		if (v != SKIP && v != BROKEN)
			n += finding_count(p, kernel, v);
	return n;
}

static void put_one_kernel(FILE *f, const struct pivot *p)
{
	fputs("Linux ", f);
	put_html(f, pivot_kernel(p, 0)->where.release);
	fputs(" (", f);
	put_html(f, p->kernels.name[0]);
	fprintf(f, ") loses wakeups at %d of %d stressors.",
		finding_count(p, 0, LOST_WAKEUP), tested(p, 0));
}

/* The kernels that lose, each with the number of stressors. */
static void put_losers(FILE *f, const struct pivot *p, int losers)
{
	int left = losers;

	for (int k = 0; k < p->kernels.n; k++) {
		int n = finding_count(p, k, LOST_WAKEUP);

		if (!n)
			continue;
		fputs(left == losers ? ": " : left > 1 ? ", " : " and ", f);
		put_html(f, p->kernels.name[k]);
		fprintf(f, " at %d", n);
		if (left-- == losers)
			fprintf(f, " of %d stressors", tested(p, k));
	}
	putc('.', f);
}

static void put_worst(FILE *f, const struct pivot *p)
{
	int worst = 0, most = 0;

	for (int k = 0; k < p->kernels.n; k++) {
		int n = finding_count(p, k, LOST_WAKEUP);

		worst = n > most ? k : worst;
		most = n > most ? n : most;
	}
	fputs(", most of all ", f);
	put_html(f, p->kernels.name[worst]);
	fprintf(f, ": at %d of %d stressors.", most, tested(p, worst));
}

static void put_lost(FILE *f, const struct pivot *p)
{
	int losers = 0;

	for (int k = 0; k < p->kernels.n; k++)
		losers += finding_count(p, k, LOST_WAKEUP) > 0;
	if (p->kernels.n == 1) {
		put_one_kernel(f, p);
		return;
	}
	fprintf(f, "%d of %d kernels lose%s wakeups", losers, p->kernels.n,
		losers == 1 ? "s" : "");
	if (losers > MOST_KERNELS)
		put_worst(f, p);
	else
		put_losers(f, p, losers);
}

/* "2 of 30 runs hang, 1 is suspect": of those verdicts that are there. */
static void put_others(FILE *f, const struct score *s)
{
	static const struct {
		enum verdict verdict;
		const char *words;
	} others[] = { { NARROW, "lost one while a waiter was held" },
		       { HANG, "hung" },
		       { HERD, "woke a herd" },
		       { ASTRAY, "handed events astray" },
		       { SUSPECT, "suspect" } };
	const char *separator = "";

	fputs(s->verdict[NARROW]
		      ? "No wakeup is lost in a wide window, but of the runs "
		      : "No wakeup is proven lost, but of the runs ",
	      f);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		int n = s->verdict[others[i].verdict];

		if (!n)
			continue;
		fprintf(f, "%s%d %s%s", separator, n,
			others[i].verdict != SUSPECT ? ""
			: n == 1		     ? "is "
						     : "are ",
			others[i].words);
		separator = ", ";
	}
	putc('.', f);
}

static void put_passed(FILE *f, const struct pivot *p, const struct score *s)
{
	fprintf(f,
		"No wakeup was lost: %d kernel%s, %d runs that passed, %" PRIu64
		" rounds",
		p->kernels.n, p->kernels.n == 1 ? "" : "s", s->outcome[PASSED],
		s->rounds);
	if (s->outcome[UNSOUND])
		fprintf(f, "; but %d run%s broke", s->outcome[UNSOUND],
			s->outcome[UNSOUND] == 1 ? "" : "s");
	putc('.', f);
}

/* One sentence, in the colour of what it says. */
static void put_sentence(FILE *f, const struct pivot *p, const struct score *s)
{
	bool others = s->verdict[NARROW] || s->verdict[HANG] ||
		      s->verdict[HERD] || s->verdict[ASTRAY] ||
		      s->verdict[SUSPECT];

	fprintf(f, "<p class=\"verdict %s\">",
		verdict_names[s->outcome[MISSED]	? BROKEN
			      : s->verdict[LOST_WAKEUP] ? LOST_WAKEUP
			      : others			? SUSPECT
			      : s->outcome[PASSED]	? PASS
							: BROKEN]);
	if (s->outcome[MISSED])
		fprintf(f,
			"Trust nothing here: %d of the runs that are wrong on "
			"purpose passed.",
			s->outcome[MISSED]);
	else if (s->verdict[LOST_WAKEUP])
		put_lost(f, p);
	else if (others)
		put_others(f, s);
	else if (s->outcome[PASSED])
		put_passed(f, p, s);
	else
		fputs("Nothing was learned: no run passed, and none found "
		      "anything.",
		      f);
	fputs("</p>\n", f);
}

/* From what matters most. */
static const enum verdict columns[] = { LOST_WAKEUP, NARROW, HANG, ASTRAY, HERD,
					SUSPECT,     BROKEN, PASS, SKIP };

static void put_score(FILE *f, const char *name, const struct score *s)
{
	int twins = s->outcome[CAUGHT] + s->outcome[MISSED];

	row_begin(f, name);
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		int n = s->verdict[columns[i]];

		fprintf(f, "<td class=\"n %s\">%d</td>",
			n ? verdict_names[columns[i]] : "none", n);
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
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_head(f, verdict_names[columns[i]]);
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
