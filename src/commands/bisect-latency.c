// SPDX-License-Identifier: GPL-2.0
/*
 * Bad is a commit whose wakeups take longer than GOOD's, by more than a margin.
 * Runs of equal number have the same seed: they are pairs, and what counts is
 * the shift of the logarithms of their medians, with its exact interval.
 */
#include <math.h>
#include <string.h>

#include "commands/bisect.h"
#include "say.h"

#define CONTROL_RUNS 8

/* ln of a run's p50; 0, 1: it tells nothing, or -errno after a complaint.  A
 * busy host can be too slow for a boot: another one of the same seed is as
 * good. */
static int measure(struct hunt *h, int run, double *ln)
{
	bool tells = false;
	int ret;

	for (int tries = 0; !tells && tries < TROUBLE_MAX; tries++) {
		ret = h->run(h, run);
		if (ret)
			return ret;
		tells = h->seen->records && h->seen->latency.count;
	}
	if (!tells)
		return 1;
	*ln = log(stats_quantile(&h->seen->latency, 0.5));
	return 0;
}

static int measure_all(struct hunt *h, int from, int to, double *ln)
{
	int ret = 0;

	for (int i = from; !ret && i < to; i++)
		ret = measure(h, i, &ln[i]);
	return ret;
}

/* The error of one interval, so that all of them hold. */
static double level(const struct hunt *h)
{
	return 1 - (1 - h->confidence) / (h->judgements + 1);
}

/* With fewer an interval has no ends. */
static int least_runs(const struct hunt *h)
{
	return (int)ceil(1 - log2(1 - level(h)));
}

static struct shift compare_runs(const struct hunt *h, const double *ln, int n)
{
	double d[MAX_PAIRS];

	for (int i = 0; i < n; i++)
		d[i] = ln[i] - h->base[i];
	return stats_shift(d, n, level(h));
}

static double percent(double ln)
{
	return 100 * expm1(ln);
}

static void say_shift(const struct shift *s, int n, char why[WHY_LEN])
{
	snprintf(why, WHY_LEN, "p50 %+.1f %% [%+.1f, %+.1f] in %d runs",
		 percent(s->estimate), percent(s->low), percent(s->high), n);
}

static int judge(struct hunt *h, char why[WHY_LEN])
{
	double ln[MAX_PAIRS], margin = log1p(h->margin);
	struct shift s;
	int ret = measure_all(h, 0, h->runs, ln);

	if (ret < 0)
		return ret;
	if (ret) {
		snprintf(why, WHY_LEN, "%s",
			 *h->seen->trouble ? h->seen->trouble
					   : "there is a run without latency");
		return CANNOT_TELL;
	}
	s = compare_runs(h, ln, h->runs);
	say_shift(&s, h->runs, why);
	if (s.low > margin)
		return LIKE_LAST;
	return s.high < margin ? LIKE_FIRST : CANNOT_TELL;
}

/* Runs that tell apart what is like BAD, and what is like GOOD, from what is at
 * the margin. */
static int runs_needed(const struct hunt *h, const double *bad, int n,
		       const struct shift *s)
{
	double d[MAX_PAIRS], margin = log1p(h->margin), alpha = 1 - level(h);
	int runs, least = least_runs(h);

	for (int i = 0; i < n; i++)
		d[i] = bad[i] - h->base[i];
	runs = stats_pairs_needed(stats_sd(d, n),
				  fmin(margin, s->estimate - margin), alpha,
				  h->confidence);
	return runs > least ? runs : least;
}

static int no_latency(const struct hunt *h, const char *which)
{
	complain("%s: a run tells no latency: %s", which,
		 *h->seen->trouble ? h->seen->trouble : "it is skipped");
	return -ENODATA;
}

static int check_runs(struct hunt *h)
{
	if (h->runs <= MAX_PAIRS)
		return 0;
	complain("a step would take %d runs, more than %d: choose another "
		 "margin",
		 h->runs, MAX_PAIRS);
	return -ENODATA;
}

static int control_bad(struct hunt *h, int n)
{
	double bad[MAX_PAIRS];
	char why[WHY_LEN];
	struct shift s;
	int ret = measure_all(h, 0, n, bad);

	if (ret)
		return ret > 0 ? no_latency(h, "BAD") : ret;
	s = compare_runs(h, bad, n);
	say_shift(&s, n, why);
	hunt_tell(h, &h->bad, "BAD", why);
	if (!(s.low > log1p(h->margin))) {
		complain("BAD is not shown to be slower than GOOD by more than "
			 "%.4g %%: there is nothing to search for",
			 100 * h->margin);
		return -ENODATA;
	}
	h->runs = h->o->runs ? (int)h->o->runs : runs_needed(h, bad, n, &s);
	return check_runs(h);
}

static int control_runs(const struct hunt *h)
{
	int least = least_runs(h);

	return least > CONTROL_RUNS ? least : CONTROL_RUNS;
}

static int control(struct hunt *h)
{
	int n = control_runs(h), ret = h->build(h, &h->good);

	if (!ret)
		ret = measure_all(h, 0, n, h->base);
	if (!ret)
		ret = h->build(h, &h->bad);
	if (!ret)
		ret = control_bad(h, n);
	if (!ret && h->runs > n)
		ret = h->build(h, &h->good);
	if (!ret)
		ret = measure_all(h, n, h->runs, h->base);
	return ret > 0 ? no_latency(h, "GOOD") : ret;
}

const struct aim latency_aim = { .control = control, .judge = judge };
