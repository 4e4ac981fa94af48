// SPDX-License-Identifier: GPL-2.0
/* Latency percentiles: a line a kernel, the median of its runs, in a band from
 * its fastest to its slowest run. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/data.h"
#include "measure/stats.h"
#include "util.h"

#define STEPS_A_DECADE 40 /* points of a curve */

int style_of(int kernel)
{
	return kernel % STYLES + 1;
}

double tail_of(const struct units *u)
{
	double tail = INFINITY;

	for (int i = 0; i < u->n; i++)
		tail = fmin(tail, u->unit[i].latency.count);
	return u->n && tail >= MIN_VALUES ? tail : 0;
}

/* Is each run a boot of its own? */
static bool all_boots(const struct units *u)
{
	for (int i = 0; i < u->n; i++) {
		const char *boot = u->unit[i].of->where.boot_id;

		if (!*boot)
			return false;
		for (int k = 0; k < i; k++)
			if (!strcmp(u->unit[k].of->where.boot_id, boot))
				return false;
	}
	return true;
}

static void curve_take(struct curves *c, const char *kernel, int style,
		       const struct units *u)
{
	c->curve[c->n++] = (struct curve){ kernel, style, *u };
	c->least = u->n < c->least ? u->n : c->least;
	c->most = u->n > c->most ? u->n : c->most;
	c->tail = fmin(c->tail, tail_of(u));
	if (!all_boots(u))
		c->unit = "run";
}

int curves_make(struct curves *c, const struct results *all,
		const struct setting *setting)
{
	struct pivot p;

	pivot_make(&p, all);
	*c = (struct curves){ .least = INT_MAX,
			      .unit = "boot",
			      .tail = INFINITY };
	for (int k = 0; k < p.kernels.n; k++) {
		struct units u;
		int ret = units_make(&u, all, setting, p.kernels.name[k]);

		if (ret)
			return ret;
		if (tail_of(&u) && c->n < MAX_CURVES) {
			curve_take(c, p.kernels.name[k], style_of(k), &u);
			continue;
		}
		c->left_out += tail_of(&u) > 0;
		free(u.unit);
	}
	return 0;
}

void curves_free(struct curves *c)
{
	for (int i = 0; i < c->n; i++)
		free(c->curve[i].units.unit);
	c->n = 0;
}

void left_out_text(int n, int left_out, char text[CELL_LEN])
{
	*text = 0;
	if (left_out)
		snprintf(text, CELL_LEN, "; %d of %d kernels", n, n + left_out);
}

void medians_of(const struct units *u, double *v)
{
	for (int i = 0; i < u->n; i++)
		v[i] = fmax(stats_quantile(&u->unit[i].latency, 0.5), 1);
}

int latency_settings(const struct results *all, struct setting *setting,
		     int max)
{
	int n = settings_find(all, setting, max, NULL), kept = 0;

	for (int i = 0; i < n; i++)
		if ((setting[i].mode == MODE_WORKLOAD ||
		     (setting[i].mode == MODE_STORM &&
		      setting[i].waiters > 0)) &&
		    tier_comparable(setting[i].tier))
			setting[kept++] = setting[i];
	return kept;
}

static void latency_words(struct picture *pic, const struct curves *c)
{
	struct setting_words w = setting_words(&pic->setting);
	char runs[80], left[CELL_LEN];

	if (c->most == 1)
		snprintf(runs, sizeof(runs), "one %s each", c->unit);
	else if (c->least == c->most)
		snprintf(runs, sizeof(runs),
			 "line: median of %d %ss; band: fastest to slowest %s",
			 c->most, c->unit, c->unit);
	else
		snprintf(runs, sizeof(runs),
			 "line: median of %d to %d %ss; band: fastest to "
			 "slowest",
			 c->least, c->most, c->unit);
	left_out_text(c->n, c->left_out, left);
	snprintf(pic->title, sizeof(pic->title),
		 "Wakeup latency, %s: lower is better", w.text);
	snprintf(pic->subtitle, sizeof(pic->subtitle), "%s; %s%s", w.where,
		 runs, left);
}

int latency_list(struct picture *list, int max, const struct results *all)
{
	struct setting setting[SETTINGS_MANY];
	int n = latency_settings(all, setting, SETTINGS_MANY), found = 0;

	for (int i = 0; i < n; i++) {
		struct curves c;

		if (!curves_make(&c, all, &setting[i]) && c.n &&
		    found++ < max) {
			struct picture *pic = &list[found - 1];

			*pic = (struct picture){ .setting = setting[i] };
			latency_words(pic, &c);
		}
		curves_free(&c);
	}
	return found;
}

/* At 1 / (1 - p) = x, ns; v has room for all runs. */
static struct middle point(const struct units *u, double x, double *v)
{
	for (int i = 0; i < u->n; i++)
		v[i] = fmax(stats_quantile(&u->unit[i].latency, 1 - 1 / x), 1);
	return middle_of(v, u->n);
}

/* One block; end keeps the last point, and low and high the extent of all. */
static int put_curve(FILE *f, const struct curve *curve, double tail,
		     struct end *end, double *low, double *high)
{
	double *v = calloc(curve->units.n, sizeof(*v)), x = 0;

	if (!v)
		return -ENOMEM;
	for (int i = 0; x < tail; i++) {
		struct middle m;

		x = fmin(pow(10, (double)i / STEPS_A_DECADE), tail);
		m = point(&curve->units, x, v);
		*low = fmin(*low, m.least);
		*high = fmax(*high, m.largest);
		*end = (struct end){ curve->kernel, curve->style, x, m.median };
		put_field(f, curve->kernel);
		fprintf(f, "\t%d\t%.6g\t%.6g\t%.6g\t%.6g\n", curve->style, x,
			m.median, m.least, m.largest);
	}
	fputs("\n\n", f);
	free(v);
	return 0;
}

int latency_data(const char *base, const struct results *all,
		 const struct picture *pic)
{
	struct end end[MAX_CURVES];
	double low = INFINITY, high = 0;
	FILE *f = data_open(base, "");
	struct curves c;
	int ret;

	if (!f)
		return -errno;
	ret = curves_make(&c, all, &pic->setting);
	fputs("# kernel\tstyle\t1/(1-p)\tmedian ns\tleast ns\tlargest ns\n", f);
	for (int i = 0; i < c.n && !ret; i++)
		ret = put_curve(f, &c.curve[i], c.tail, &end[i], &low, &high);
	if (!ret)
		ret = ends_data(base, end, c.n, low, high);
	curves_free(&c);
	return data_close(f, ret);
}
