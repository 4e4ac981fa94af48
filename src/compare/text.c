// SPDX-License-Identifier: GPL-2.0
/* A comparison on the terminal. */
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "say.h"
#include "util.h"

/* s in exactly width columns. */
static void put_column(FILE *f, const char *s, int width)
{
	int len = strlen(s) < (size_t)width ? (int)strlen(s) : width;

	put_plain(f, s, len);
	fprintf(f, "%*s ", width - len, "");
}

/* Columns that the cells of a side need. */
static int cells_width(const struct comparison *all, int new, int side)
{
	char text[CELL_LEN];
	int width = 4;

	for (int i = 0; i < all->n; i++) {
		if (all->c[i].new != new)
			continue;
		cell_text(&all->c[i].cell[side], text);
		if ((int)strlen(text) > width)
			width = (int)strlen(text);
	}
	return width;
}

static void put_verdict(FILE *f, const struct compared *c,
			const int width[SIDES])
{
	char cell[CELL_LEN], text[WORDS_LEN];

	put_column(f, c->at.stressor, 15);
	setting_text(&c->at, text);
	fprintf(f, "%-12s %4d ", text, c->at.waiters);
	put_column(f, c->at.tier, 11);
	for (int side = 0; side < SIDES; side++) {
		cell_text(&c->cell[side], cell);
		fprintf(f, "%-*s ", width[side], cell);
	}
	fputs(change_names[c->change], f);
	if (c->change == SAME && *c->why)
		fprintf(f, ": %s", c->why);
	fputs("\n", f);
	if (c->change != SAME && *c->why)
		fprintf(f, "%15s %s%s\n", "", c->why,
			more_text(c->losses.more, text));
}

static void put_verdicts(FILE *f, const struct comparison *all, int new)
{
	const int width[SIDES] = { cells_width(all, new, BASE),
				   cells_width(all, new, NEW) };

	fprintf(f, "%-15s %-12s %4s %-11s %-*s %-*s %s\n", "stressor", "act",
		"wait", "tier", width[BASE], "base", width[NEW], "new",
		"change");
	for (int i = 0; i < all->n; i++)
		if (all->c[i].new == new)
			put_verdict(f, &all->c[i], width);
}

/* "3 of 12 boots", or how rare it is at most. */
static void hits_text(const struct losses *l, int side, char text[WORDS_LEN])
{
	if (l->hit[side] || l->waits[side] <= 0)
		snprintf(text, WORDS_LEN, "%d of %d boots", l->hit[side],
			 l->boots[side]);
	else
		snprintf(text, WORDS_LEN, "none, < %.2g a wait",
			 stats_upper_rate(l->waits[side]));
}

/* Where no boot of either side lost anything: how much that says. */
static void put_none_lost(FILE *f, const struct comparison *all, int new)
{
	double waits[SIDES] = { 0 };

	for (int i = 0; i < all->n; i++) {
		const struct losses *l = &all->c[i].losses;

		for (int s = 0; s < SIDES && all->c[i].new == new; s++)
			waits[s] += l->tested ? 0 : l->waits[s];
	}
	if (waits[BASE] <= 0 || waits[NEW] <= 0)
		return;
	fputs("No loss by chance, so fewer a wait than (95 %):", f);
	for (int s = 0; s < SIDES; s++)
		fprintf(f, " %s %.1e%s", s ? "new" : "base",
			stats_upper_rate(waits[s]), s ? ".\n" : ",");
}

static void put_losses(FILE *f, const struct comparison *all, int new)
{
	char base[WORDS_LEN], now[WORDS_LEN], act[WORDS_LEN];
	int lines = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new || !c->losses.tested)
			continue;
		if (!lines++)
			fprintf(f, "\n%-15s %-12s %4s %-21s %-21s %s\n", "lost",
				"by chance", "wait", "base", "new", "p (Holm)");
		hits_text(&c->losses, BASE, base);
		hits_text(&c->losses, NEW, now);
		setting_text(&c->at, act);
		put_column(f, c->at.stressor, 15);
		fprintf(f, "%-12s %4d %-21s %-21s %.2g, %s\n", act,
			c->at.waiters, base, now, c->losses.p_family,
			c->losses.test);
	}
	putc('\n', f);
	put_none_lost(f, all, new);
}

static void put_measured(FILE *f, const struct compared *c, enum metric metric)
{
	const struct measured *m = &c->metric[metric];
	char base[CELL_LEN], now[CELL_LEN], ratio[64], n[32], more[WORDS_LEN];

	metric_text(m, metric, BASE, base);
	metric_text(m, metric, NEW, now);
	snprintf(ratio, sizeof(ratio), "%.3f [%.3f, %.3f]", m->ratio, m->low,
		 m->high);
	snprintf(n, sizeof(n), m->paired ? "%d" : "%dv%d", m->boots[BASE],
		 m->boots[NEW]);
	put_column(f, c->at.stressor, 15);
	setting_text(&c->at, more);
	fprintf(f, "%-10s %4d %7s %7s %-20s %-6.2g %5s %s\n", more,
		c->at.waiters, base, now, ratio, m->p_family, n,
		change_names[m->change]);
	if (!m->paired)
		fprintf(f, "%15s without pairs: Cliff's delta %.2f\n", "",
			m->delta);
	if (*m->why)
		fprintf(f, "%15s %s%s\n", "", m->why, more_text(m->more, more));
	if (drifts(c, m))
		fprintf(f,
			"%15s drift: a pair is like the one before it "
			"(lag-1 %.2f)\n",
			"", m->lag1);
}

static void put_metric(FILE *f, const struct comparison *all, int new,
		       const struct measured_part *part)
{
	int lines = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new || !c->metric[part->metric].tested ||
		    part->declared != (part->metric == metric_declared(c)))
			continue;
		if (!lines++)
			fprintf(f, "\n%-26s %4s %7s %7s %-20s %-6s %5s %s\n",
				part->title, "wait", "base", "new",
				"ratio [95 %]", part->declared ? "p" : "q", "n",
				"change");
		put_measured(f, c, part->metric);
	}
}

/* Is this the first of the settings that say nothing for that reason? */
static bool is_silent(const struct compared *c, enum metric metric, int new)
{
	return c->new == new &&has_times(c) && !c->metric[metric].tested &&
	       (c->at.mode != MODE_WORKLOAD || metric == metric_declared(c));
}

static bool first_of_reason(const struct comparison *all, int i,
			    enum metric metric)
{
	const struct compared *c = &all->c[i];

	for (int k = 0; k < i; k++)
		if (is_silent(&all->c[k], metric, c->new) &&
		    !strcmp(all->c[k].metric[metric].why,
			    c->metric[metric].why))
			return false;
	return true;
}

/* "p50: cannot tell (...):" and the stressors. */
static void put_reason(FILE *f, const struct comparison *all, int from,
		       enum metric metric)
{
	const struct measured *m = &all->c[from].metric[metric];
	char more[WORDS_LEN], waiters[16];
	int column = 0;

	fprintf(f, "\n%s: cannot tell: %s%s:", metric_names[metric], m->why,
		more_text(m->more, more));
	for (int i = from; i < all->n; i++) {
		const struct compared *c = &all->c[i];
		const char *act = act_names[c->at.act];
		int len;

		if (!is_silent(c, metric, all->c[from].new) ||
		    strcmp(c->metric[metric].why, m->why))
			continue;
		/* "pipe-read(4)+1000": with what is not as usual. */
		setting_text(&c->at, more);
		len = snprintf(waiters, sizeof(waiters), "(%d)", c->at.waiters);
		len += (int)(strlen(c->at.stressor) + strlen(more) -
			     strlen(act)) +
		       1;
		if (column)
			putc(',', f);
		len++;
		if (!column || column + len > 80) {
			fputs("\n ", f);
			column = 1;
		}
		putc(' ', f);
		put_plain(f, c->at.stressor, -1);
		fprintf(f, "%s%s", c->at.waiters ? waiters : "",
			more + strlen(act));
		column += len;
	}
	putc('\n', f);
}

static void put_reasons(FILE *f, const struct comparison *all, int new)
{
	for (int m = 0; m < METRICS; m++)
		for (int i = 0; i < all->n; i++) {
			const struct compared *c = &all->c[i];
			enum metric main = metric_declared(c);

			if (!is_silent(c, m, new) ||
			    ((int)main != m && !strcmp(c->metric[m].why,
						       c->metric[main].why)))
				continue;
			if (first_of_reason(all, i, m))
				put_reason(f, all, i, m);
		}
}

static bool any_tested(const struct comparison *all)
{
	for (int i = 0; i < all->n; i++)
		if (all->c[i].metric[metric_declared(&all->c[i])].tested)
			return true;
	return false;
}

int compare_text(FILE *f, const struct comparison *all)
{
	for (int i = 0; i < all->n_news; i++) {
		put_side(f, "base: ", &all->base);
		put_side(f, "\nnew:  ", &all->news[i]);
		fputs("\n\n", f);
		put_verdicts(f, all, i);
		put_losses(f, all, i);
		for (int m = 0; m < MEASURED; m++)
			put_metric(f, all, i, &measured_parts[m]);
		put_reasons(f, all, i);
		putc('\n', f);
		put_sum(f, all, i);
		putc('\n', f);
	}
	if (any_tested(all))
		put_method(f, all);
	return fflush(f) ? -errno : 0;
}
