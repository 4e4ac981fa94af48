// SPDX-License-Identifier: GPL-2.0
/* One number of each boot, on both sides: is it another, and by how much? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"

#define MIN_VALUES 20 /* latencies of a boot, for a median */
#define MIN_TAIL   10 /* beyond the limit, in all boots of one side */

const char *const metric_names[METRICS] = {
	[P50] = "p50",
	[TAIL] = "tail",
	[RATE] = "rate",
};

double metric_margin(enum metric metric, double margin)
{
	return metric == TAIL ? fmax(margin, TAIL_MARGIN) : margin;
}

/* What is compared: a boot's value, and its logarithm. */
struct values {
	int n;
	double value[MAX_PAIRS], log[MAX_PAIRS];
	double tail; /* latencies beyond the limit, of all boots */
};

static void cannot(struct measured *m, const char *why)
{
	m->change = CANNOT_TELL;
	m->why = why;
}

static double median_of(const double *v, int n)
{
	double copy[MAX_PAIRS];

	for (int i = 0; i < n; i++)
		copy[i] = v[i];
	return n ? stats_median(copy, n) : 0;
}

static void add_p50(struct values *v, const struct hist *h)
{
	v->value[v->n] = fmax(stats_quantile(h, .5), 1);
	v->log[v->n] = log(v->value[v->n]);
	v->n++;
}

/* Half a value more: none beyond the limit has a logarithm, too. */
static void add_tail(struct values *v, const struct hist *h, double limit_ns)
{
	double above = stats_above(h, limit_ns), n = (double)h->count;

	v->tail += above;
	v->value[v->n] = above / n;
	v->log[v->n] = log((above + .5) / (n + 1));
	v->n++;
}

/* Events taken while some were posted, not in pauses. */
static void add_rate(struct values *v, const struct boot *b)
{
	v->value[v->n] = fmax(b->waits, 1) * 1e9 / fmax(b->running_ns, 1);
	v->log[v->n] = log(v->value[v->n]);
	v->n++;
}

/*
 * Which boots take part: base[i] and now[i] are a pair of equal seed.  Their
 * number.
 */
static int match(const struct boots *a, const struct boots *b,
		 int base[MAX_PAIRS], int now[MAX_PAIRS])
{
	bool *used = calloc(b->n + 1, sizeof(*used));
	int n = 0;

	for (int i = 0; used && i < a->n && n < MAX_PAIRS; i++)
		for (int k = 0; k < b->n; k++) {
			if (used[k] ||
			    a->boot[i].of->seed != b->boot[k].of->seed)
				continue;
			used[k] = true;
			base[n] = i;
			now[n++] = k;
			break;
		}
	free(used);
	return n;
}

/* The first n boots of a side, or those that pick says. */
static void fill(struct values *v, enum metric metric, const struct boots *b,
		 const int *pick, int n, double limit_ns)
{
	*v = (struct values){ .n = 0 };
	for (int i = 0; i < n; i++) {
		const struct boot *boot = &b->boot[pick ? pick[i] : i];

		if (metric == P50)
			add_p50(v, &boot->latency);
		else if (metric == TAIL)
			add_tail(v, &boot->latency, limit_ns);
		else
			add_rate(v, boot);
	}
}

static void take_shift(struct measured *m, const struct shift *s,
		       const struct shift *narrow)
{
	m->ratio = exp(s->estimate);
	m->low = exp(s->low);
	m->high = exp(s->high);
	m->narrow_low = exp(narrow->low);
	m->narrow_high = exp(narrow->high);
}

static void test_pairs(struct measured *m, const struct values *v)
{
	int n = v[BASE].n;
	double d[MAX_PAIRS];
	struct shift s, narrow;

	for (int i = 0; i < n; i++)
		d[i] = v[NEW].log[i] - v[BASE].log[i];
	s = stats_shift(d, n, 1 - ALPHA);
	narrow = stats_shift(d, n, 1 - 2 * ALPHA);
	take_shift(m, &s, &narrow);
	m->p = stats_signed_rank(d, n);
	m->sd = stats_sd(d, n);
	m->lag1 = stats_lag1(d, n);
}

static int test_sides(struct measured *m, const struct values *v)
{
	const double *a = v[BASE].log, *b = v[NEW].log;
	int n = v[BASE].n, k = v[NEW].n;
	struct shift s, narrow;
	int ret = stats_mann_whitney(a, n, b, k, &m->p, &m->delta);

	if (!ret)
		ret = stats_shift_unpaired(a, n, b, k, 1 - ALPHA, &s);
	if (!ret)
		ret = stats_shift_unpaired(a, n, b, k, 1 - 2 * ALPHA, &narrow);
	if (ret)
		return ret;
	take_shift(m, &s, &narrow);
	m->sd = hypot(stats_sd(a, n), stats_sd(b, k));
	return 0;
}

/* The boots that take part: pairs, or all of either side. */
struct chosen {
	const struct boots *of;
	const int *pick; /* indices, or NULL: the first ones */
	int n;
};

static bool enough_values(const struct chosen *c)
{
	for (int i = 0; i < c->n; i++)
		if (c->of->boot[c->pick ? c->pick[i] : i].latency.count <
		    MIN_VALUES)
			return false;
	return true;
}

/* Records of an earlier version don't tell. */
static bool has_running(const struct chosen *c)
{
	for (int i = 0; i < c->n; i++)
		if (c->of->boot[c->pick ? c->pick[i] : i].running_ns <= 0)
			return false;
	return true;
}

static bool is_native(const struct boots *b)
{
	return b->n && !strcmp(b->boot[0].of->where.tier, "native");
}

/* What a workload counts is not what it tells latencies of, if any. */
static bool is_workload(const struct boots *b)
{
	return b->n && b->boot[0].of->mode == MODE_WORKLOAD;
}

static int fewest(int a, int b)
{
	return a < b ? a : b;
}

static const char *too_few(const struct boots *base, const struct boots *now)
{
	if (base->twins || now->twins)
		return "seeds change nothing: too few boots that differ";
	if (is_native(base))
		return "native: too few pairs of equal seed";
	return "too few boots of equal seed";
}

/* Test what was chosen, or say why not. */
static int test(struct measured *m, enum metric metric, const struct chosen *c)
{
	struct values v[SIDES];
	double limit_ns;

	for (int s = 0; s < SIDES; s++) {
		if (!(metric == RATE && is_workload(c[s].of)) &&
		    !enough_values(&c[s]))
			cannot(m, "too few latencies in a boot");
		else if (metric == RATE && !has_running(&c[s]))
			cannot(m, "the records don't tell");
		if (*m->why)
			return 0;
	}
	fill(&v[BASE], P50, c[BASE].of, c[BASE].pick, c[BASE].n, 0);
	limit_ns = TAIL_TIMES * median_of(v[BASE].value, v[BASE].n);
	for (int s = 0; s < SIDES; s++) {
		fill(&v[s], metric, c[s].of, c[s].pick, c[s].n, limit_ns);
		m->median[s] = median_of(v[s].value, v[s].n);
	}
	if (metric == TAIL && fmax(v[BASE].tail, v[NEW].tail) < MIN_TAIL) {
		cannot(m, "next to none so long, on either side");
		return 0;
	}
	m->tested = true;
	if (!m->paired)
		return test_sides(m, v);
	test_pairs(m, v);
	return 0;
}

int metric_test(struct measured *m, enum metric metric,
		const struct boots *base, const struct boots *now)
{
	int pick[SIDES][MAX_PAIRS], n = match(base, now, pick[BASE], pick[NEW]);
	struct chosen c[SIDES] = { { base, pick[BASE], n },
				   { now, pick[NEW], n } };
	int least;

	*m = (struct measured){
		.why = "", .paired = n >= MIN_PAIRS, .p = 1, .p_family = 1
	};
	if (!m->paired) {
		c[BASE] = (struct chosen){ base, NULL,
					   fewest(base->n, MAX_SIDE) };
		c[NEW] = (struct chosen){ now, NULL, fewest(now->n, MAX_SIDE) };
	}
	m->boots[BASE] = c[BASE].n;
	m->boots[NEW] = c[NEW].n;
	least = fewest(c[BASE].n, c[NEW].n);
	/* What runs on a host of its own time drifts: pairs, or nothing. */
	if (!m->paired && (least < MIN_SIDE || is_native(base))) {
		m->more = MIN_PAIRS - fewest(n, least);
		cannot(m, too_few(base, now));
		return 0;
	}
	return test(m, metric, c);
}

bool drifts(const struct compared *c, const struct measured *m)
{
	return !strcmp(c->at.tier, "native") && m->paired &&
	       m->lag1 * sqrt(m->boots[BASE]) > stats_normal(.99);
}

/* Pairs at which the least p that there is, 2 / 2^n, is worth something among
 * so many tests. */
static int least_pairs(int tests)
{
	int n = MIN_PAIRS;

	while (2 * tests / exp2(n) >= ALPHA)
		n++;
	return n;
}

/*
 * Inside of the margin TOST has to succeed, outside of it the interval has to
 * keep clear of it: what is to be told apart is how far the estimate is from
 * it.
 */
static int more_boots(const struct measured *m, double edge, int tests)
{
	double distance = fabs(fabs(log(m->ratio)) - edge);
	bool inside = fabs(log(m->ratio)) < edge;
	int have =
		m->boots[BASE] < m->boots[NEW] ? m->boots[BASE] : m->boots[NEW];
	int n = stats_pairs_needed(m->sd, distance, inside ? 2 * ALPHA : ALPHA,
				   POWER);

	if (!inside && n < least_pairs(tests))
		n = least_pairs(tests);
	if (n - have > MOST_MORE)
		return MOST_MORE;
	return n > have ? n - have : 1;
}

void metric_decide(struct compared *c, enum metric metric, double margin,
		   int declared, int explored)
{
	struct measured *m = &c->metric[metric];
	bool decides = metric == metric_declared(c);
	double edge = 1 + metric_margin(metric, margin);
	double alpha = decides ? ALPHA : FALSE_SHARE;
	int tests = decides ? declared : explored;

	if (!m->tested)
		return;
	if (m->narrow_low > 1 / edge && m->narrow_high < edge) {
		m->change = SAME;
	} else if (m->p_family < alpha && m->low > edge) {
		m->change = metric == RATE ? IMPROVED : REGRESSED;
	} else if (m->p_family < alpha && m->high < 1 / edge) {
		m->change = metric == RATE ? REGRESSED : IMPROVED;
	} else {
		m->more = more_boots(m, log(edge), tests);
		cannot(m, m->p < ALPHA && m->p_family >= alpha
				  ? "too few boots for so many tests"
				  : "not clear of the margin");
	}
}
