// SPDX-License-Identifier: GPL-2.0
/* A comparison for a mail, a merge request, a CI summary. */
#include "compare.h"
#include "measure/stats.h"
#include "util.h"

static void put_change(FILE *f, enum change change, const char *why, int more)
{
	const char *strong = change == REGRESSED ? "**" : "";
	char text[WORDS_LEN];

	fprintf(f, "%s%s%s%s%s%s |\n", strong, change_names[change], strong,
		*why ? ": " : "", why, more_text(more, text));
}

static void put_setting(FILE *f, const struct setting *at)
{
	char text[WORDS_LEN];

	setting_text(at, text);
	fputs("| ", f);
	put_markdown(f, at->stressor);
	fprintf(f, " | %s | %d | ", text, at->waiters);
}

static void put_verdicts(FILE *f, const struct comparison *all, int new)
{
	char base[CELL_LEN], now[CELL_LEN];

	fputs("\n| stressor | act | waiters | tier | base | new | change "
	      "|\n|---|---|--:|---|---|---|---|\n",
	      f);
	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new)
			continue;
		cell_text(&c->cell[BASE], base);
		cell_text(&c->cell[NEW], now);
		put_setting(f, &c->at);
		put_markdown(f, c->at.tier);
		fprintf(f, " | %s | %s | ", base, now);
		put_change(f, c->change, c->why, c->losses.more);
	}
}

static void put_hits(FILE *f, const struct losses *l, int side)
{
	fprintf(f, "%d of %d", l->hit[side], l->boots[side]);
	if (!l->hit[side] && l->waits[side] > 0)
		fprintf(f, ", < %.2g", stats_upper_rate(l->waits[side]));
	fputs(" | ", f);
}

static void put_losses(FILE *f, const struct comparison *all, int new)
{
	int lines = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new || !c->losses.boots[BASE] ||
		    !c->losses.boots[NEW])
			continue;
		if (!lines++)
			fputs("\n| boots with a loss; none: a wait, 95 % | act "
			      "| waiters | base | new | p (Holm) |\n"
			      "|---|---|--:|---|---|--:|\n",
			      f);
		put_setting(f, &c->at);
		put_hits(f, &c->losses, BASE);
		put_hits(f, &c->losses, NEW);
		if (c->losses.tested)
			fprintf(f, "%.2g, %s |\n", c->losses.p_family,
				c->losses.test);
		else
			fputs("- |\n", f);
	}
}

static void put_median(FILE *f, const struct measured *m, enum metric metric,
		       int side)
{
	char text[CELL_LEN];

	metric_text(m, metric, side, text);
	fprintf(f, "%s | ", text);
}

static void put_measured(FILE *f, const struct compared *c, enum metric metric)
{
	const struct measured *m = &c->metric[metric];

	put_setting(f, &c->at);
	if (m->tested) {
		put_median(f, m, metric, BASE);
		put_median(f, m, metric, NEW);
		fprintf(f, "%.3f [%.3f, %.3f] | %.2g | ", m->ratio, m->low,
			m->high, m->p_family);
	} else {
		fputs("- | - | - | - | ", f);
	}
	fprintf(f, m->paired ? "%d | " : "%d v %d | ", m->boots[BASE],
		m->boots[NEW]);
	put_change(f, m->change, m->why, m->more);
}

static void put_metric(FILE *f, const struct comparison *all, int new,
		       const struct measured_part *part)
{
	int lines = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new || !has_times(c) ||
		    part->declared != (part->metric == metric_declared(c)) ||
		    (!part->declared && c->at.mode == MODE_WORKLOAD &&
		     !c->metric[part->metric].tested))
			continue;
		if (!lines++)
			fprintf(f,
				"\n| %s | act | waiters | base | new | new / "
				"base [95 %%] | %s | boots | change |\n"
				"|---|---|--:|--:|--:|---|--:|--:|---|\n",
				part->title,
				part->declared ? "p (Holm)" : "q (BH)");
		put_measured(f, c, part->metric);
	}
}

int compare_markdown(FILE *f, const struct comparison *all)
{
	for (int i = 0; i < all->n_news; i++) {
		put_side(f, i ? "\nbase: " : "base: ", &all->base);
		put_side(f, "; new: ", &all->news[i]);
		fputs(".\n\n", f);
		put_sum(f, all, i);
		put_verdicts(f, all, i);
		put_losses(f, all, i);
		for (int m = 0; m < MEASURED; m++)
			put_metric(f, all, i, &measured_parts[m]);
	}
	putc('\n', f);
	put_method(f, all);
	return fflush(f) ? -errno : 0;
}
