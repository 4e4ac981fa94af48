// SPDX-License-Identifier: GPL-2.0
/* What a wakeup costs by the number of waiters: a line a kernel, the median of
 * p50 of its runs, in a band from its fastest to its slowest run. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/data.h"
#include "util.h"

#define MAX_STEPS 64 /* numbers of waiters */
#define MIN_STEPS 3  /* fewer make no curve */

/* p50 of the runs of a kernel with so many waiters, ns. */
struct rung {
	int waiters, runs;
	struct middle p50;
};

struct line {
	const char *kernel;
	int style, n;
	struct rung rung[MAX_STEPS];
};

struct lines {
	struct line line[MAX_CURVES];
	int n, left_out; /* kernels with MIN_STEPS; those beyond MAX_CURVES */
	int least, most; /* runs in a step */
};

static int fewer_waiters(const void *a, const void *b)
{
	const struct setting *x = a, *y = b;

	return x->waiters - y->waiters;
}

static struct setting any_waiters(struct setting setting)
{
	setting.waiters = 0;
	return setting;
}

/* The settings that differ from wanted in waiters alone, fewest first. */
static int ladder_make(struct setting ladder[MAX_STEPS],
		       const struct results *all, const struct setting *wanted)
{
	struct setting setting[SETTINGS_MANY];
	int found = latency_settings(all, setting, SETTINGS_MANY), n = 0;

	for (int i = 0; i < found && n < MAX_STEPS; i++) {
		struct setting s = any_waiters(setting[i]);

		if (setting_same(&s, wanted))
			ladder[n++] = setting[i];
	}
	qsort(ladder, n, sizeof(*ladder), fewer_waiters);
	return n;
}

/* 1, 0 where there is too little, or -ENOMEM. */
static int rung_make(struct rung *s, const struct results *all,
		     const struct setting *setting, const char *kernel)
{
	struct units u;
	int ret = units_make(&u, all, setting, kernel);
	double *v = ret ? NULL : calloc(u.n + 1, sizeof(*v));

	if (!ret && !v)
		ret = -ENOMEM;
	if (!ret && tail_of(&u)) {
		medians_of(&u, v);
		*s = (struct rung){ setting->waiters, u.n, middle_of(v, u.n) };
		ret = 1;
	}
	free(v);
	free(u.unit);
	return ret;
}

static int line_make(struct line *l, const struct results *all,
		     const struct setting *ladder, int steps)
{
	l->n = 0;
	for (int i = 0; i < steps; i++) {
		int ret = rung_make(&l->rung[l->n], all, &ladder[i], l->kernel);

		if (ret < 0)
			return ret;
		l->n += ret;
	}
	return 0;
}

static void line_take(struct lines *c, const struct line *l)
{
	if (c->n == MAX_CURVES) {
		c->left_out++;
		return;
	}
	for (int i = 0; i < l->n; i++) {
		c->least =
			l->rung[i].runs < c->least ? l->rung[i].runs : c->least;
		c->most = l->rung[i].runs > c->most ? l->rung[i].runs : c->most;
	}
	c->line[c->n++] = *l;
}

static int lines_make(struct lines *c, const struct results *all,
		      const struct setting *wanted)
{
	struct setting ladder[MAX_STEPS];
	int steps = ladder_make(ladder, all, wanted), ret = 0;
	struct pivot p;

	c->n = c->left_out = c->most = 0;
	c->least = INT_MAX;
	if (steps < MIN_STEPS)
		return 0;
	pivot_make(&p, all);
	for (int k = 0; k < p.kernels.n && !ret; k++) {
		struct line l = { .kernel = p.kernels.name[k],
				  .style = style_of(k) };

		ret = line_make(&l, all, ladder, steps);
		if (!ret && l.n >= MIN_STEPS)
			line_take(c, &l);
	}
	return ret;
}

static void cost_words(struct picture *pic, const struct lines *c)
{
	struct setting_words w = setting_words(&pic->setting);
	char runs[80], left[CELL_LEN];

	if (c->most == 1)
		snprintf(runs, sizeof(runs), "one run a point");
	else if (c->least == c->most)
		snprintf(runs, sizeof(runs),
			 "point: median of %d runs; band: fastest to slowest "
			 "run",
			 c->most);
	else
		snprintf(runs, sizeof(runs),
			 "point: median of %d to %d runs; band: fastest to "
			 "slowest",
			 c->least, c->most);
	left_out_text(c->n, c->left_out, left);
	snprintf(pic->title, sizeof(pic->title),
		 "Wakeup cost by number of waiters, %s: lower is better",
		 w.text);
	snprintf(pic->subtitle, sizeof(pic->subtitle), "p50, %s; %s%s", w.where,
		 runs, left);
}

/* Was a setting with other waiters seen before setting[i]? */
static bool seen(const struct setting *setting, int i)
{
	struct setting wanted = any_waiters(setting[i]);

	for (int k = 0; k < i; k++) {
		struct setting s = any_waiters(setting[k]);

		if (setting_same(&s, &wanted))
			return true;
	}
	return false;
}

int cost_list(struct picture *list, int max, const struct results *all)
{
	struct setting setting[SETTINGS_MANY];
	int n = latency_settings(all, setting, SETTINGS_MANY), found = 0;
	struct lines c;

	for (int i = 0; i < n; i++) {
		struct setting wanted = any_waiters(setting[i]);

		if (seen(setting, i) || lines_make(&c, all, &wanted) || !c.n ||
		    found++ >= max)
			continue;
		list[found - 1] = (struct picture){ .setting = wanted };
		cost_words(&list[found - 1], &c);
	}
	return found;
}

/* One block; low and high keep the extent of all. */
static void put_line(FILE *f, const struct line *l, double *low, double *high)
{
	for (int i = 0; i < l->n; i++) {
		const struct rung *s = &l->rung[i];

		*low = fmin(*low, s->p50.least);
		*high = fmax(*high, s->p50.largest);
		put_field(f, l->kernel);
		fprintf(f, "\t%d\t%d\t%.6g\t%.6g\t%.6g\t%d\n", l->style,
			s->waiters, s->p50.median, s->p50.least, s->p50.largest,
			s->runs);
	}
	fputs("\n\n", f);
}

int cost_data(const char *base, const struct results *all,
	      const struct picture *pic)
{
	double low = INFINITY, high = 0;
	struct end end[MAX_CURVES];
	FILE *f = data_open(base, "");
	struct lines c;
	int ret;

	if (!f)
		return -errno;
	ret = lines_make(&c, all, &pic->setting);
	fputs("# kernel\tstyle\twaiters\tmedian ns\tleast ns\tlargest ns\truns"
	      "\n",
	      f);
	for (int k = 0; k < c.n && !ret; k++) {
		const struct line *l = &c.line[k];
		const struct rung *last = &l->rung[l->n - 1];

		put_line(f, l, &low, &high);
		end[k] = (struct end){ l->kernel, l->style, last->waiters,
				       last->p50.median };
	}
	if (!ret)
		ret = ends_data(base, end, c.n, low, high);
	return data_close(f, ret);
}
