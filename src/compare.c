// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "say.h"

#define MAX_SCENES 4096
#define ALPHA	   0.05
#define MIN_TAIL   10 /* latencies beyond a percentile that is compared */

const char *const change_names[CHANGES] = {
	[SAME] = "same",
	[FIXED] = "fixed",
	[REGRESSION] = "REGRESSION",
	[STILL] = "still",
	[NOT_TESTED] = "not tested",
	[UNCERTAIN] = "cannot tell",
	[NOT_SOUND] = "broken",
};

const char *const speed_names[SPEEDS] = {
	[FASTER] = "faster",
	[SLOWER] = "slower",
	[EQUIVALENT] = "equivalent",
	[CANNOT_TELL] = "cannot tell",
	[NOT_COMPARED] = "not compared",
};

static const struct {
	const char *name;
	double p;
} metrics[METRICS] = { { "p50", .5 }, { "p99", .99 } };

const char *metric_name(int metric)
{
	return metrics[metric].name;
}

static bool on_side(const struct side *side, const struct result *r)
{
	return !side->kernel || !strcmp(side->kernel, r->where.kernel);
}

static struct cell side_cell(const struct side *side, const struct scene *scene)
{
	struct cell c = { 0 };

	for (int i = 0; i < side->all->n; i++) {
		const struct result *r = &side->all->r[i];
		struct scene s = scene_of(r);

		if (on_side(side, r) && scene_same(&s, scene))
			cell_add(&c, r);
	}
	return c;
}

/* A BUSTED twin is there to be caught; in a duel nothing hides it. */
static bool missed(const struct scene *scene, const struct cell *c)
{
	const struct stressor *s = stressor_find(scene->stressor);
	const char *act = act_names[scene->act];

	return s && s->busted && word_in(s->busted, act, strlen(act)) &&
	       c->worst == PASS;
}

static enum change judge(const struct scene *scene, const struct cell *base,
			 const struct cell *head)
{
	int a = verdict_status(base->worst), b = verdict_status(head->worst);
	int both = worse_status(a, b);

	if (!base->runs || !head->runs)
		return NOT_TESTED;
	if (a == STATUS_BROKEN || b == STATUS_BROKEN || missed(scene, base) ||
	    missed(scene, head))
		return NOT_SOUND;
	if (a == STATUS_SKIPPED || b == STATUS_SKIPPED)
		return NOT_TESTED;
	if (a == STATUS_UNKNOWN || b == STATUS_UNKNOWN)
		return UNCERTAIN;
	if (both == STATUS_PASS)
		return SAME;
	if (a == b && (base->worst == HERD) == (head->worst == HERD))
		return STILL;
	/* In a storm it takes luck to catch a BUSTED twin. */
	if (is_busted(scene->stressor))
		return UNCERTAIN;
	/* A herd costs time; a lost wakeup or a hang is for ever. */
	return a == STATUS_PASS || (a == b && base->worst == HERD) ? REGRESSION
								   : FIXED;
}

/* What else has to be equal for times to be compared. */
static bool same_setup(const struct result *a, const struct result *b)
{
	return a->wakers == b->wakers && a->signals == b->signals &&
	       a->where.cpus == b->where.cpus &&
	       !strcmp(a->where.accel, b->where.accel);
}

struct latency_change latency_judge(const double *d, int n)
{
	struct latency_change l = { .pairs = n, .why = "", .p_holm = 1 };
	struct shift s = stats_shift(d, n, 1 - ALPHA);
	struct shift narrow = stats_shift(d, n, 1 - 2 * ALPHA);
	double margin = log(EQUIVALENT_WITHIN);

	l.ratio = exp(s.estimate);
	l.low = exp(s.low);
	l.high = exp(s.high);
	l.p = stats_signed_rank(d, n);
	l.speed = CANNOT_TELL;
	/* TOST: two one-sided tests are the 1 - 2 alpha interval. */
	if (narrow.low > -margin && narrow.high < margin)
		l.speed = EQUIVALENT;
	return l;
}

void latency_decide(struct latency_change *l)
{
	if (l->speed != CANNOT_TELL || *l->why)
		return;
	if (l->p_holm < ALPHA && l->low > EQUIVALENT_WITHIN)
		l->speed = SLOWER;
	else if (l->p_holm < ALPHA && l->high < 1 / EQUIVALENT_WITHIN)
		l->speed = FASTER;
	else if (l->p < ALPHA && l->p_holm >= ALPHA)
		l->why = "too few pairs for so many tests";
	else
		l->why = "not clear of the margin";
}

/*
 * Runs with the same seed, each used once.  base and head become the indices
 * of the two; their number.
 */
static int match(const struct units *a, const struct units *b,
		 int base[MAX_PAIRS], int head[MAX_PAIRS])
{
	bool *used = calloc(b->n + 1, sizeof(*used));
	int n = 0;

	for (int i = 0; used && i < a->n && n < MAX_PAIRS; i++)
		for (int k = 0; k < b->n; k++) {
			if (used[k] ||
			    a->unit[i].of->seed != b->unit[k].of->seed)
				continue;
			used[k] = true;
			base[n] = i;
			head[n++] = k;
			break;
		}
	free(used);
	return n;
}

static struct latency_change not_compared(enum speed speed, int pairs,
					  const char *why)
{
	return (struct latency_change){
		.speed = speed, .why = why, .pairs = pairs, .p = 1, .p_holm = 1
	};
}

static struct latency_change metric_compare(const struct units *a,
					    const struct units *b, double p)
{
	double d[MAX_PAIRS], base_ns[MAX_PAIRS], head_ns[MAX_PAIRS];
	int base[MAX_PAIRS], head[MAX_PAIRS], n = match(a, b, base, head);
	struct latency_change l;

	if (n < MIN_PAIRS)
		return not_compared(CANNOT_TELL, n,
				    "fewer than 6 pairs of equal seed");
	for (int i = 0; i < n; i++) {
		const struct unit *x = &a->unit[base[i]];
		const struct unit *y = &b->unit[head[i]];

		if (!same_setup(x->of, y->of))
			return not_compared(NOT_COMPARED, n,
					    "wakers, signals or CPUs differ");
		if (fmin(x->latency.count, y->latency.count) * (1 - p) <
		    MIN_TAIL)
			return not_compared(CANNOT_TELL, n,
					    "too few latencies in a run");
		base_ns[i] = fmax(stats_quantile(&x->latency, p), 1);
		head_ns[i] = fmax(stats_quantile(&y->latency, p), 1);
		d[i] = log(head_ns[i]) - log(base_ns[i]);
	}
	l = latency_judge(d, n);
	l.base_ns = stats_median(base_ns, n);
	l.head_ns = stats_median(head_ns, n);
	return l;
}

static int latencies(struct compared *c, const struct side *base,
		     const struct side *head)
{
	struct units a, b = { .n = 0 };
	int ret = units_make(&a, base->all, &c->scene, base->kernel);

	if (!ret)
		ret = units_make(&b, head->all, &c->scene, head->kernel);
	for (int m = 0; m < METRICS && !ret; m++)
		c->latency[m] = metric_compare(&a, &b, metrics[m].p);
	free(a.unit);
	free(b.unit);
	return ret;
}

/* Where a wakeup was lost, the longest waits are missing from the times. */
static bool times_whole(const struct cell *c)
{
	return c->worst == PASS || c->worst == HERD;
}

static int compare_scene(struct compared *c, const struct side *base,
			 const struct side *head)
{
	const char *why = "not a storm";
	bool storm = c->scene.mode == MODE_STORM;

	c->base = side_cell(base, &c->scene);
	c->head = side_cell(head, &c->scene);
	c->change = judge(&c->scene, &c->base, &c->head);
	c->p = stats_fisher(c->base.hit, c->base.runs, c->head.hit,
			    c->head.runs);
	if (storm && !tier_comparable(c->scene.tier))
		why = "free-running tier: the host's time";
	else if (storm && (!c->base.runs || !c->head.runs))
		why = "on one side only";
	else if (storm && (!times_whole(&c->base) || !times_whole(&c->head)))
		why = "not all runs passed, so waits are missing";
	else if (storm)
		return latencies(c, base, head);
	for (int m = 0; m < METRICS; m++)
		c->latency[m] = not_compared(NOT_COMPARED, 0, why);
	return 0;
}

/* The tests of all scenes are one family. */
static int holm(struct comparison *all)
{
	double *p = calloc(all->n * METRICS + 1, sizeof(*p));
	int n = 0;

	if (!p)
		return -ENOMEM;
	for (int i = 0; i < all->n * METRICS; i++) {
		struct latency_change *l =
			&all->c[i / METRICS].latency[i % METRICS];

		if (l->ratio > 0)
			p[n++] = l->p;
	}
	stats_holm(p, n);
	n = 0;
	for (int i = 0; i < all->n * METRICS; i++) {
		struct latency_change *l =
			&all->c[i / METRICS].latency[i % METRICS];

		if (l->ratio > 0)
			l->p_holm = p[n++];
		latency_decide(l);
	}
	free(p);
	return 0;
}

/* Append the scenes of one side that are not there yet. */
static void add_scenes(struct comparison *all, const struct side *side)
{
	for (int i = 0; i < side->all->n && all->n < MAX_SCENES; i++) {
		struct scene s = scene_of(&side->all->r[i]);
		int k = 0;

		if (!on_side(side, &side->all->r[i]))
			continue;
		while (k < all->n && !scene_same(&all->c[k].scene, &s))
			k++;
		all->c[k].scene = s;
		all->n += k == all->n;
	}
}

int compare(struct comparison *all, const struct side *base,
	    const struct side *head)
{
	int ret = 0;

	all->n = 0;
	all->c = calloc(MAX_SCENES, sizeof(*all->c));
	if (!all->c)
		return -ENOMEM;
	add_scenes(all, base);
	add_scenes(all, head);
	for (int i = 0; i < all->n && !ret; i++)
		ret = compare_scene(&all->c[i], base, head);
	return ret ? ret : holm(all);
}

void comparison_free(struct comparison *all)
{
	free(all->c);
	all->c = NULL;
	all->n = 0;
}

int compare_status(const struct comparison *all)
{
	static const int status[CHANGES] = {
		[SAME] = STATUS_PASS,	       [FIXED] = STATUS_PASS,
		[REGRESSION] = STATUS_FOUND,   [STILL] = STATUS_PASS,
		[NOT_TESTED] = STATUS_SKIPPED, [UNCERTAIN] = STATUS_SKIPPED,
		[NOT_SOUND] = STATUS_BROKEN,
	};
	int worst = STATUS_SKIPPED;

	for (int i = 0; i < all->n; i++) {
		worst = worse_status(worst, status[all->c[i].change]);
		for (int m = 0; m < METRICS; m++)
			if (all->c[i].latency[m].speed == SLOWER)
				worst = STATUS_FOUND;
	}
	return worst == STATUS_SKIPPED ? STATUS_UNKNOWN : worst;
}
