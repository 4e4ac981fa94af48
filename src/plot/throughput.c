// SPDX-License-Identifier: GPL-2.0
/* Events a second of each boot, a group a setting and a lane a kernel, in
 * shares of the median of the first kernel of the group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "plot/data.h"

#define LANES_MANY  96	/* in one picture */
#define GROUP_LEAST 2	/* lanes, for two lines of words */
#define GROUP_GAP   0.8 /* between two groups, lanes */

/* The boots of a kernel. */
struct lane {
	const char *kernel;
	int style, n;
	double *rate, median; /* 1/s; rate is sorted */
};

/* Kernels in one setting, the base first. */
struct group {
	struct setting at;
	const char *unit; /* of a workload, else "" */
	struct lane lane[MAX_CURVES];
	int n;
	double change; /* the median that is farthest from the first: |log| */
};

struct groups {
	struct group *group;
	int n, of; /* shown, and those that there are */
};

/* An open loop takes what is due: it says nothing of how many it could. */
static bool has_rates(const struct setting *at)
{
	return tier_comparable(at->tier) &&
	       (at->mode == MODE_WORKLOAD ||
		(at->mode == MODE_STORM && at->loop == LOOP_CLOSED));
}

static bool enough(const struct setting *at, const struct boot *b)
{
	return b->running_ns > 0 &&
	       b->waits >= (at->mode == MODE_STORM ? MIN_VALUES : 1);
}

/* 1 where the kernel has boots there, 0 where not, or -ENOMEM. */
static int lane_make(struct lane *l, const struct results *all,
		     const struct setting *at, const char *kernel)
{
	const struct side side = { all, kernel };
	struct boots b;
	int ret = boots_make(&b, &side, at);

	*l = (struct lane){ .kernel = kernel };
	l->rate = ret ? NULL : calloc(b.n + 1, sizeof(*l->rate));
	for (int i = 0; i < b.n && l->rate; i++)
		if (enough(at, &b.boot[i]))
			l->rate[l->n++] =
				b.boot[i].waits * 1e9 / b.boot[i].running_ns;
	free(b.boot);
	if (!l->rate)
		return -ENOMEM;
	if (l->n) {
		l->median = middle_of(l->rate, l->n).median;
		return 1;
	}
	free(l->rate);
	return 0;
}

static void group_free(struct group *g)
{
	for (int i = 0; i < g->n; i++)
		free(g->lane[i].rate);
	g->n = 0;
}

static int group_add(struct group *g, const struct results *all,
		     const char *kernel, int style)
{
	struct lane *l = &g->lane[g->n];
	int ret = g->n < MAX_CURVES ? lane_make(l, all, &g->at, kernel) : 0;

	if (ret <= 0)
		return ret;
	l->style = style;
	g->n++;
	g->change = fmax(g->change, fabs(log(l->median / g->lane->median)));
	return 0;
}

/* 0 or -ENOMEM; group_free() in either case. */
static int group_make(struct group *g, const struct results *all,
		      const struct setting *at, const char *base)
{
	struct pivot p;
	int ret = 0;

	*g = (struct group){ .at = *at, .unit = "" };
	pivot_make(&p, all);
	for (int first = 1; first >= 0; first--)
		for (int k = 0; k < p.kernels.n && !ret; k++) {
			const char *kernel = p.kernels.name[k];

			if (first == (base && !strcmp(kernel, base)))
				ret = group_add(g, all, kernel, style_of(k));
		}
	for (int i = 0; i < all->n && at->mode == MODE_WORKLOAD; i++)
		if (!strcmp(all->r[i].stressor, at->stressor))
			g->unit = all->r[i].workload.unit;
	return ret;
}

/* One dot alone stands beside nothing. */
static bool is_worth(const struct group *g)
{
	return g->n > 1 || (g->n && g->lane->n > 1);
}

static double height_of(const struct group *g)
{
	return g->n < GROUP_LEAST ? GROUP_LEAST : g->n;
}

/* Leave out the group that changed least until the others have room. */
static void groups_thin(struct groups *g)
{
	double lanes = 0;

	for (int i = 0; i < g->n; i++)
		lanes += height_of(&g->group[i]);
	while (lanes > LANES_MANY && g->n > 1) {
		int least = 0;

		for (int i = 1; i < g->n; i++)
			if (g->group[i].change < g->group[least].change)
				least = i;
		lanes -= height_of(&g->group[least]);
		group_free(&g->group[least]);
		g->n--;
		memmove(&g->group[least], &g->group[least + 1],
			(g->n - least) * sizeof(*g->group));
	}
}

static void groups_free(struct groups *g)
{
	for (int i = 0; i < g->n; i++)
		group_free(&g->group[i]);
	free(g->group);
}

/* 0 or -ENOMEM; groups_free() in either case. */
static int groups_make(struct groups *g, const struct results *all,
		       const char *base)
{
	struct setting at[SETTINGS_MANY];
	int n = settings_find(all, at, SETTINGS_MANY, NULL), ret = 0;

	*g = (struct groups){ .group = calloc(n + 1, sizeof(*g->group)) };
	if (!g->group)
		return -ENOMEM;
	for (int i = 0; i < n && !ret; i++) {
		struct group *next = &g->group[g->n];

		if (!has_rates(&at[i]))
			continue;
		ret = group_make(next, all, &at[i], base);
		if (is_worth(next))
			g->n++;
		else
			group_free(next);
	}
	g->of = g->n;
	groups_thin(g);
	return ret;
}

int throughput_list(struct picture *list, int max, const struct results *all)
{
	struct groups g;
	bool found = !groups_make(&g, all, NULL) && g.n;
	char left[64] = "";

	if (g.n < g.of)
		snprintf(left, sizeof(left),
			 "; %d of %d: those that differ most", g.n, g.of);
	if (found && max) {
		*list = (struct picture){ .title = "Throughput by stressor and "
						   "kernel: right is better" };
		snprintf(list->subtitle, sizeof(list->subtitle),
			 "dot: events a second of a boot; bar: their median; "
			 "100 %%: that of the first kernel%s",
			 left);
	}
	groups_free(&g);
	return found;
}

/* "17.5k/s" */
static void lane_text(double rate, char text[CELL_LEN])
{
	const char *unit = rate < 999.5 ? "" : rate < 999.5e3 ? "k" : "M";
	double n = rate / (!*unit ? 1 : *unit == 'k' ? 1e3 : 1e6);

	snprintf(text, CELL_LEN, "%.*f%s/s",
		 n < 9.995   ? 2
		 : n < 99.95 ? 1
			     : 0,
		 n, unit);
}

static void put_lane(FILE *f, FILE *lanes, const struct lane *l, double y,
		     double base)
{
	char text[CELL_LEN];

	for (int i = 0; i < l->n; i++) {
		put_field(f, l->kernel);
		fprintf(f, "\t%d\t%.6g\t%.3f\t%.6g\t%.6g\n", l->style, y,
			aside(i), l->rate[i] / base, l->rate[i]);
	}
	lane_text(l->median, text);
	put_field(lanes, l->kernel);
	fprintf(lanes, "\t%d\t%.6g\t%.6g\t%.6g\t%d\t%s\n", l->style, y,
		l->median / base, l->median, l->n, text);
}

/* "pipe-read, 4 waiters" and "storm in native, 1000 signals/s". */
static void put_group(FILE *f, const struct group *g, double y)
{
	struct setting_words w = setting_words(&g->at);

	fprintf(f, "%.6g\t", y);
	put_words(f, w.text);
	putc('\t', f);
	put_words(f, w.where);
	putc('\t', f);
	put_field(f, *g->unit ? g->unit : "events");
	putc('\n', f);
}

static void put_groups(FILE *f, FILE *lanes, FILE *names,
		       const struct groups *g)
{
	double top = 0;

	for (int i = 0; i < g->n; i++) {
		const struct group *group = &g->group[i];
		double height = height_of(group);
		double y = top + (height - group->n + 1) / 2;

		put_group(names, group, top + height / 2);
		for (int k = 0; k < group->n; k++)
			put_lane(f, lanes, &group->lane[k], y + k,
				 group->lane->median);
		top += height + GROUP_GAP;
	}
}

int throughput_data(const char *base, const struct results *all,
		    const struct picture *pic)
{
	FILE *f = data_open(base, ""), *lanes, *names;
	struct groups g;
	int ret;

	if (!f)
		return -errno;
	lanes = data_open(base, "-lanes");
	if (!lanes)
		return data_close(f, -errno);
	names = data_open(base, "-groups");
	if (!names)
		return data_close(f, data_close(lanes, -errno));
	ret = groups_make(&g, all, pic->choice->base);
	fputs("# kernel\tstyle\ty\taside\tshare of the first\tevents/s\n", f);
	fputs("# kernel\tstyle\ty\tmedian share\tmedian "
	      "events/s\tboots\ttext\n",
	      lanes);
	fputs("# y\tstressor\tsetting\tcounts\n", names);
	put_groups(f, lanes, names, &g);
	groups_free(&g);
	return data_close(f, data_close(lanes, data_close(names, ret)));
}
