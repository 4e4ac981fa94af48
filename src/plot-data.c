// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot-data.h"
#include "measure/stats.h"
#include "util.h"

#define MIN_VALUES	 100   /* latencies of a run that is drawn */
#define STEPS_A_DECADE	 40    /* points of a curve */
#define LABEL_STEP	 0.058 /* of the height: one line of text */
#define LABEL_CHARACTERS 32

/* A name as one field: gnuplot takes quotes, tabs and backslashes as its own.
 */
static void put_field(FILE *f, const char *s)
{
	for (int n = 0; *s && n < LABEL_CHARACTERS; s++, n++)
		putc(*s > ' ' && *s < 0x7f && !strchr("\"'\\`", *s) ? *s : '?',
		     f);
}

/* 600, 12k, 1.2M: as wide as a cell of the heatmap. */
static void count_text(uint64_t n, char text[CELL_LEN])
{
	if (n < 10000)
		snprintf(text, CELL_LEN, "%" PRIu64, n);
	else if (n < 1000000)
		snprintf(text, CELL_LEN, "%.3gk", n / 1e3);
	else
		snprintf(text, CELL_LEN, "%.3gM", n / 1e6);
}

static void put_cell(FILE *f, const struct cell *c)
{
	char lost[CELL_LEN], rounds[CELL_LEN];
	double share = c->rounds ? (double)c->lost / c->rounds : 0;

	if (!c->runs || c->worst == SKIP || c->worst == BROKEN) {
		fprintf(f, "-\t%s\n",
			!c->runs ? "n/a" : verdict_names[c->worst]);
		return;
	}
	count_text(c->lost, lost);
	count_text(c->rounds, rounds);
	if (c->worst == PASS || c->worst == LOST_WAKEUP)
		fprintf(f, "%.6f\t%s/%s\n", fmin(share, 1), lost, rounds);
	else
		fprintf(f, "%.6f\t%s\n", fmin(share, 1),
			verdict_names[c->worst]);
}

/* Close f: 0, or -EIO when not all of it was written. */
static int finish(FILE *f)
{
	int bad = ferror(f);

	return fclose(f) || bad ? -EIO : 0;
}

static FILE *open_data(const char *base, const char *tail)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s.tsv", base, tail);
	return fopen(path, "we");
}

static bool has_finding(const struct pivot *p, int stressor)
{
	for (int k = 0; k < p->kernels.n; k++) {
		struct cell c = pivot_cell(p, MODE_DUEL, k, stressor);

		if (c.worst != PASS && c.worst != SKIP)
			return true;
	}
	return false;
}

/* Those that only passed are left out where many ran, and some found more. */
static bool only_findings(const struct pivot *p)
{
	bool any = false;

	for (int s = 0; s < p->stressors.n && !any; s++)
		any = has_finding(p, s);
	return any && p->stressors.n > HEATMAP_MANY;
}

int heatmap_data(const char *base, const struct results *all)
{
	FILE *f = open_data(base, "");
	struct pivot p;
	bool only;
	int x = 0;

	if (!f)
		return -errno;
	pivot_make(&p, all);
	only = only_findings(&p);
	fputs("# x\ty\tstressor\tkernel\tshare\ttext\n", f);
	for (int s = 0; s < p.stressors.n; s++) {
		if (only && !has_finding(&p, s))
			continue;
		for (int k = 0; k < p.kernels.n; k++) {
			struct cell c = pivot_cell(&p, MODE_DUEL, k, s);

			fprintf(f, "%d\t%d\t", x, k);
			put_field(f, p.stressors.name[s]);
			putc('\t', f);
			put_field(f, p.kernels.name[k]);
			putc('\t', f);
			put_cell(f, &c);
		}
		x++;
	}
	return finish(f);
}

/* The tail that every run of the curve reaches; 0: too little to draw. */
static double tail_of(const struct units *u)
{
	double tail = INFINITY;

	for (int i = 0; i < u->n; i++)
		tail = fmin(tail, u->unit[i].latency.count);
	return u->n && tail >= MIN_VALUES ? tail : 0;
}

int curves_make(struct curves *c, const struct results *all,
		const struct scene *scene)
{
	struct pivot p;

	pivot_make(&p, all);
	*c = (struct curves){ .tail = INFINITY };
	for (int k = 0; k < p.kernels.n && c->n < MAX_CURVES; k++) {
		struct curve *curve = &c->curve[c->n];
		int ret = units_make(&curve->units, all, scene,
				     p.kernels.name[k]);
		double tail = ret ? 0 : tail_of(&curve->units);

		if (ret)
			return ret;
		curve->kernel = p.kernels.name[k];
		curve->runs = curve->units.n;
		if (tail) {
			c->tail = fmin(c->tail, tail);
			c->n++;
		} else {
			free(curve->units.unit);
			curve->units.unit = NULL;
		}
	}
	return 0;
}

void curves_free(struct curves *c)
{
	for (int i = 0; i < c->n; i++)
		free(c->curve[i].units.unit);
	c->n = 0;
}

/* At 1 / (1 - p) = x: median, least and largest of the runs, ns. */
static int point(const struct units *u, double x, double at[3])
{
	double *v = malloc(u->n * sizeof(*v));

	if (!v)
		return -ENOMEM;
	for (int i = 0; i < u->n; i++)
		v[i] = fmax(stats_quantile(&u->unit[i].latency, 1 - 1 / x), 1);
	at[0] = stats_median(v, u->n);
	at[1] = v[0];
	at[2] = v[u->n - 1];
	free(v);
	return 0;
}

/* One block; at keeps the last point, and low and high the extent of all. */
static int put_curve(FILE *f, const struct curve *curve, double tail,
		     double at[3], double *low, double *high)
{
	double x = 0;
	int ret = 0;

	for (int i = 0; x < tail && !ret; i++) {
		x = fmin(pow(10, (double)i / STEPS_A_DECADE), tail);
		ret = point(&curve->units, x, at);
		*low = fmin(*low, at[1]);
		*high = fmax(*high, at[2]);
		fprintf(f, "%.6g\t%.6g\t%.6g\t%.6g\n", x, at[0], at[1], at[2]);
	}
	fputs("\n\n", f);
	return ret;
}

/* Names beside the line ends, pushed apart upwards from the lowest. */
static void put_ends(FILE *f, const struct curves *c, const double *end,
		     double low, double high)
{
	double step = pow(fmax(high / low, 1.1), LABEL_STEP), last = 0;
	bool done[MAX_CURVES] = { false };

	fputs("# number\tx\ty\tlabel y\tkernel\n", f);
	for (int n = 0; n < c->n; n++) {
		int least = n;

		while (done[least])
			least--;
		for (int i = 0; i < c->n; i++)
			if (!done[i] && end[i] < end[least])
				least = i;
		done[least] = true;
		last = fmax(end[least], last * step);
		fprintf(f, "%d\t%.6g\t%.6g\t%.6g\t", least + 1, c->tail,
			end[least], last);
		put_field(f, c->curve[least].kernel);
		putc('\n', f);
	}
}

int latency_data(const char *base, const struct results *all,
		 const struct scene *scene)
{
	double end[MAX_CURVES], at[3] = { 0 }, low = INFINITY, high = 0;
	FILE *f = open_data(base, ""), *ends;
	struct curves c = { .n = 0 };
	int ret;

	if (!f)
		return -errno;
	ends = open_data(base, "-ends");
	if (!ends) {
		ret = -errno;
		goto close_f;
	}
	ret = curves_make(&c, all, scene);
	if (!ret)
		fputs("# 1/(1-p)\tmedian ns\tleast\tlargest\n", f);
	for (int i = 0; i < c.n && !ret; i++) {
		ret = put_curve(f, &c.curve[i], c.tail, at, &low, &high);
		end[i] = at[0];
	}
	if (!ret)
		put_ends(ends, &c, end, low, high);
	curves_free(&c);
	if (finish(ends) && !ret)
		ret = -EIO;
close_f:
	if (finish(f) && !ret)
		ret = -EIO;
	return ret;
}
