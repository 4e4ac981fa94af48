// SPDX-License-Identifier: GPL-2.0
/* Before the experiment: how many boots will it take? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "say.h"

/* The boots of one setting, and how far apart they are. */
struct pilot {
	int n;
	double p50_ns;
	double sd; /* of the difference of two boots' log p50 */
};

static int logs_of(const struct boots *b, double *v, int most)
{
	int n = b->n < most ? b->n : most;

	for (int i = 0; i < n; i++)
		v[i] = log(fmax(stats_quantile(&b->boot[i].latency, .5), 1));
	return n;
}

/* Boots that are no pairs differ by the square root of 2 more than one does. */
static void look_at_one(struct pilot *p, const struct boots *b)
{
	double v[MAX_PAIRS];

	p->n = logs_of(b, v, MAX_PAIRS);
	p->sd = M_SQRT2 * stats_sd(v, p->n);
	p->p50_ns = p->n ? exp(stats_median(v, p->n)) : 0;
}

static int look(struct pilot *p, const struct side *base,
		const struct side *now, const struct setting *at)
{
	struct measured m = { .tested = false };
	struct boots a, b = { .n = 0 };
	int ret = boots_make(&a, base, at);

	if (!ret && now)
		ret = boots_make(&b, now, at);
	if (!ret && now)
		ret = metric_test(&m, P50, &a, &b);
	if (!ret)
		look_at_one(p, &a);
	if (m.tested && m.paired) {
		p->n = m.boots[BASE];
		p->sd = m.sd;
	}
	free(a.boot);
	free(b.boot);
	return ret;
}

/* Storms of a side whose times count; their number. */
static int settings_of(const struct side *side, struct setting *at, int most)
{
	int n = 0, k;

	for (int i = 0; i < side->all->n && n < most; i++) {
		const struct result *r = &side->all->r[i];

		if (!on_side(side, r) || r->mode != MODE_STORM ||
		    !r->latency.count || !tier_comparable(r->where.tier))
			continue;
		at[n] = setting_of(r);
		for (k = 0; !setting_same(&at[k], &at[n]);)
			k++;
		n += k == n;
	}
	return n;
}

static void put_line(FILE *f, const struct setting *at, const struct pilot *p,
		     double effect, int tests)
{
	char act[WORDS_LEN], time[CELL_LEN];

	setting_text(at, act);
	time_text(p->p50_ns, time);
	put_plain(f, at->stressor, -1);
	fprintf(f, "%*s %-10s %5d %9s %7.2f %% ",
		20 - (int)strlen(at->stressor), "", act, p->n, time,
		p->sd * 100);
	if (p->n < 2)
		fputs("   too few boots: give 6\n", f);
	else
		fprintf(f, "%7d\n",
			stats_pairs_needed(p->sd, log(1 + effect),
					   ALPHA / tests, POWER));
}

#define MOST_SETTINGS 256

int compare_pilot(FILE *f, const struct side *base, const struct side *now,
		  double effect)
{
	struct setting *at = calloc(MOST_SETTINGS + 1, sizeof(*at));
	struct pilot p = { 0 };
	int n = at ? settings_of(base, at, MOST_SETTINGS) : 0, ret = 0;

	if (!at)
		return -ENOMEM;
	if (n)
		fprintf(f, "%-20s %-10s %5s %9s %9s %7s\n", "stressor", "act",
			"boots", "p50", "sd", "needed");
	for (int i = 0; i < n && !ret; i++) {
		ret = look(&p, base, now, &at[i]);
		if (!ret)
			put_line(f, &at[i], &p, effect, n);
	}
	if (n)
		fprintf(f,
			"needed: pairs of boots for a p50 that is %.4g %% "
			"off, p < %.2g with Holm over %d, power %.2g.\n"
			"sd: of the difference of two boots, in percent%s.\n",
			effect * 100, ALPHA, n, POWER,
			now ? "" : "; pairs differ by less");
	free(at);
	return ret ? ret : n ? 0 : -ENODATA;
}
