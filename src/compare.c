// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "say.h"

#define MAX_SETTINGS 4096

const char *const change_names[CHANGES] = {
	[CANNOT_TELL] = "cannot tell", [SAME] = "same",
	[IMPROVED] = "improved",       [REGRESSED] = "regressed",
	[NOT_SOUND] = "broken",
};

static struct cell side_cell(const struct side *side, const struct setting *at)
{
	struct cell c = { 0 };

	for (int i = 0; i < side->all->n; i++) {
		const struct result *r = &side->all->r[i];
		struct setting of = setting_of(r);

		if (on_side(side, r) && setting_same(&of, at))
			cell_add(&c, r);
	}
	return c;
}

bool has_times(const struct compared *c)
{
	return c->at.mode != MODE_DUEL && c->cell[BASE].runs &&
	       c->cell[NEW].runs;
}

enum metric metric_declared(const struct compared *c)
{
	return c->at.mode == MODE_WORKLOAD && !c->metric[P50].tested ? RATE
								     : P50;
}

/* Where a wakeup was lost, the longest waits are missing from the times. */
static bool times_whole(const struct cell *c)
{
	return c->worst == PASS || c->worst == HERD;
}

/* Why its times can't be compared, or NULL. */
static const char *no_times(const struct compared *c)
{
	if (c->at.mode == MODE_DUEL)
		return "not a storm";
	if (!tier_comparable(c->at.tier))
		return "free-running tier: the host's time";
	if (!has_times(c))
		return "on one side only";
	if (!times_whole(&c->cell[BASE]) || !times_whole(&c->cell[NEW]))
		return "not all runs passed, so waits are missing";
	return NULL;
}

static int compare_boots(struct compared *c, const struct boots *base,
			 const struct boots *now)
{
	const char *why = no_times(c);
	int ret = by_chance(&c->at) ? losses_test(&c->losses, base, now) : 0;

	for (int m = 0; m < METRICS && !ret; m++) {
		if (why)
			c->metric[m] = (struct measured){ .why = why };
		else
			ret = metric_test(&c->metric[m], m, base, now);
	}
	return ret;
}

static int compare_setting(struct compared *c, const struct side *base,
			   const struct side *now)
{
	struct boots a, b = { .n = 0 };
	int ret = boots_make(&a, base, &c->at);

	if (!ret)
		ret = boots_make(&b, now, &c->at);
	c->cell[BASE] = side_cell(base, &c->at);
	c->cell[NEW] = side_cell(now, &c->at);
	verdicts_judge(c);
	if (!ret)
		ret = compare_boots(c, &a, &b);
	free(a.boot);
	free(b.boot);
	return ret;
}

/* The tests of one family: where their p is, and what it is worth among all. */
struct family {
	double *p;
	double **worth;
	int n;
};

static void family_add(struct family *f, double p, double *worth)
{
	f->p[f->n] = p;
	f->worth[f->n++] = worth;
}

static int family_close(struct family *f, void (*correct)(double *p, int n))
{
	int n = f->n;

	correct(f->p, n);
	for (int i = 0; i < n; i++)
		*f->worth[i] = f->p[i];
	f->n = 0;
	return n;
}

/* The p of a metric, of all settings where it is declared, or explored. */
static void family_add_metric(struct family *f, const struct comparison *all,
			      enum metric metric, bool declared)
{
	for (int i = 0; i < all->n; i++) {
		struct measured *m = &all->c[i].metric[metric];

		if (m->tested &&
		    declared == (metric_declared(&all->c[i]) == metric))
			family_add(f, m->p, &m->p_family);
	}
}

/*
 * The declared family is one metric of each setting, on each NEW.  Losses by chance
 * are another one, and all that is explored is a third.
 */
static int weigh(struct comparison *all)
{
	int room = all->n * METRICS + 1, declared, explored;
	struct family f = { .p = calloc(room, sizeof(*f.p)),
			    .worth = calloc(room, sizeof(*f.worth)) };
	bool ok = f.p && f.worth;

	if (!ok)
		goto out;
	for (int i = 0; i < all->n; i++)
		if (all->c[i].losses.tested)
			family_add(&f, all->c[i].losses.p,
				   &all->c[i].losses.p_family);
	family_close(&f, stats_holm);
	family_add_metric(&f, all, P50, true);
	family_add_metric(&f, all, RATE, true);
	declared = family_close(&f, stats_holm);
	family_add_metric(&f, all, TAIL, false);
	family_add_metric(&f, all, RATE, false);
	explored = family_close(&f, stats_benjamini_hochberg);
	for (int i = 0; i < all->n; i++) {
		losses_decide(&all->c[i]);
		for (int m = 0; m < METRICS; m++)
			metric_decide(&all->c[i], m, all->margin, declared,
				      explored);
	}
out:
	free(f.p);
	free(f.worth);
	return ok ? 0 : -ENOMEM;
}

/* Append the settings of one side that are not among those from `first` on. */
static void add_settings(struct comparison *all, const struct side *side,
			 int first, int new)
{
	for (int i = 0; i < side->all->n && all->n < MAX_SETTINGS; i++) {
		struct setting at = setting_of(&side->all->r[i]);
		int k = first;

		if (!on_side(side, &side->all->r[i]))
			continue;
		while (k < all->n && !setting_same(&all->c[k].at, &at))
			k++;
		if (k == all->n)
			all->c[all->n++] = (struct compared){ .at = at,
							      .new = new,
							      .why = "" };
	}
}

int compare(struct comparison *all, const struct side *base, struct side *news,
	    int n, double margin)
{
	int ret = 0;

	*all = (struct comparison){
		.margin = margin, .base = *base, .news = news, .n_news = n
	};
	all->c = calloc(MAX_SETTINGS, sizeof(*all->c));
	if (!all->c)
		return -ENOMEM;
	for (int i = 0; i < n; i++) {
		int first = all->n;

		add_settings(all, base, first, i);
		add_settings(all, &news[i], first, i);
	}
	for (int i = 0; i < all->n && !ret; i++)
		ret = compare_setting(&all->c[i], base, &news[all->c[i].new]);
	return ret ? ret : weigh(all);
}

void comparison_free(struct comparison *all)
{
	free(all->c);
	all->c = NULL;
	all->n = 0;
}

/* NEW loses, and BASE was not seen to, but that may be chance: no regression,
 * and no pass either. */
static bool is_open(const struct compared *c)
{
	return c->change == CANNOT_TELL && c->losses.hit[NEW] &&
	       !c->losses.hit[BASE] && !is_busted(c->at.stressor);
}

int compare_status(const struct comparison *all)
{
	static const int status[CHANGES] = {
		[SAME] = STATUS_PASS,	     [IMPROVED] = STATUS_PASS,
		[REGRESSED] = STATUS_FOUND,  [CANNOT_TELL] = STATUS_SKIPPED,
		[NOT_SOUND] = STATUS_BROKEN,
	};
	int worst = STATUS_SKIPPED;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];
		const struct measured *m = &c->metric[metric_declared(c)];

		worst = worse_status(worst, status[c->change]);
		if (m->tested)
			worst = worse_status(worst, status[m->change]);
		if (is_open(c))
			worst = worse_status(worst, STATUS_UNKNOWN);
	}
	return worst == STATUS_SKIPPED ? STATUS_UNKNOWN : worst;
}

const struct result *side_record(const struct side *side)
{
	for (int i = 0; side->kernel && i < side->all->n; i++)
		if (!strcmp(side->all->r[i].where.kernel, side->kernel))
			return &side->all->r[i];
	return side->all->r;
}
