// SPDX-License-Identifier: GPL-2.0
/* Every line at a glance: stressors down, kernels across. */
#include <string.h>

#include "report/page.h"

/* A twin that was caught is no alarm; one that was missed is a big one. */
static enum verdict twin_colour(const struct cell *c)
{
	return outcome_of(c->sample) == MISSED ? BROKEN : SKIP;
}

static void put_cell(FILE *f, const struct report *report, enum mode mode,
		     int kernel, int stressor)
{
	const struct pivot *p = &report->pivot;
	struct cell c = pivot_cell(p, mode, kernel, stressor);
	char text[CELL_LEN];
	int place;

	cell_text(&c, text);
	place = c.runs ? evidence_place(&report->lines, kernel,
					p->stressors.name[stressor], mode)
		       : -1;
	if (!c.runs)
		fputs("<td class=\"skip\">-</td>", f);
	else if (is_busted(c.sample->stressor))
		put_verdict_cell(f, twin_colour(&c), text);
	else if (place < 0)
		put_verdict_cell(f, c.worst, text);
	else
		fprintf(f, "<td class=\"%s\"><a href=\"#e%d\">%s</a></td>",
			verdict_names[c.worst], place, text);
}

static bool ran(const struct pivot *p, enum mode mode, int stressor)
{
	for (int i = 0; i < p->all->n; i++)
		if (p->all->r[i].mode == mode &&
		    !strcmp(p->all->r[i].stressor, p->stressors.name[stressor]))
			return true;
	return false;
}

static void put_stressor(FILE *f, const char *name)
{
	fputs("<tr><th scope=\"row\">", f);
	put_html(f, name);
	fputs(is_busted(name) ? " <small>wrong on purpose</small></th>"
			      : "</th>",
	      f);
}

static void put_table(FILE *f, const struct report *report, enum mode mode,
		      const char *caption)
{
	const struct pivot *p = &report->pivot;

	table_begin(f, caption);
	table_head(f, "stressor");
	table_heads(f, p->kernels.name, p->kernels.n);
	table_body(f);
	for (int s = 0; s < p->stressors.n; s++) {
		if (!ran(p, mode, s))
			continue;
		put_stressor(f, p->stressors.name[s]);
		for (int k = 0; k < p->kernels.n; k++)
			put_cell(f, report, mode, k, s);
		fputs("</tr>\n", f);
	}
	table_end(f);
}

void put_tables(FILE *f, const struct report *report)
{
	static const char *const caption[MODES] = {
		[MODE_DUEL] = "Duels: post and signal while the waiters can't "
			      "run in between. Lost wakeups / rounds.",
		[MODE_STORM] = "Storms: everything at full speed. Lost "
			       "wakeups / quiet moments in which the same "
			       "question is asked.",
		[MODE_WORKLOAD] = "Workloads: programs that are not ours, "
				  "watched. Times that all of one slept until "
				  "it was stopped and continued / looks.",
	};

	for (int m = 0; m < MODES; m++)
		if (pivot_has(&report->pivot, m))
			put_table(f, report, m, caption[m]);
}
