// SPDX-License-Identifier: GPL-2.0
/* A row a kernel: p50 of each of its runs, their median, and what `compare`
 * says of them against the base. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "plot/data.h"

/* What the comparison says of one kernel, in short and in detail. */
struct words {
	char state; /* 1: it differs, 0: not, -: it is the base, or no word */
	char text[40], detail[80];
};

static void boots_words(struct picture *pic, const struct curves *c)
{
	struct setting_words w = setting_words(&pic->setting);
	char left[CELL_LEN];

	left_out_text(c->n, c->left_out, left);
	snprintf(pic->title, sizeof(pic->title),
		 "Wakeup latency of each %s, %s: left is better", c->unit,
		 w.text);
	snprintf(pic->subtitle, sizeof(pic->subtitle),
		 "%s; dot: p50 of a %s; bar: their median%s%s", w.where,
		 c->unit, c->n > 1 ? "; bracket: what compare says" : "", left);
}

int boots_list(struct picture *list, int max, const struct results *all)
{
	struct setting setting[SETTINGS_MANY];
	int n = latency_settings(all, setting, SETTINGS_MANY), found = 0;

	for (int i = 0; i < n; i++) {
		struct curves c;

		if (!curves_make(&c, all, &setting[i]) && c.n && c.most > 1 &&
		    found++ < max) {
			list[found - 1] =
				(struct picture){ .setting = setting[i] };
			boots_words(&list[found - 1], &c);
		}
		curves_free(&c);
	}
	return found;
}

static void words_make(struct words *w, const struct measured *m)
{
	w->state = m->change == REGRESSED || m->change == IMPROVED ? '1' : '0';
	if (!m->tested) {
		snprintf(w->text, sizeof(w->text), "%s",
			 change_names[m->change]);
		snprintf(w->detail, sizeof(w->detail), "%s", m->why);
		return;
	}
	snprintf(w->text, sizeof(w->text), "%s, x%.2f", change_names[m->change],
		 m->ratio);
	snprintf(w->detail, sizeof(w->detail), "%.2f to %.2f, p %.2g", m->low,
		 m->high, m->p_family);
}

/* All kernels but the base.  Their number. */
static int others(struct side news[MAX_NEWS], const struct results *all,
		  const char *base)
{
	struct pivot p;
	int n = 0;

	pivot_make(&p, all);
	for (int k = 0; k < p.kernels.n && n < MAX_NEWS; k++)
		if (strcmp(p.kernels.name[k], base))
			news[n++] = (struct side){ all, p.kernels.name[k] };
	return n;
}

/* The very comparison that `compare RESULTS --base BASE` makes; a word each of
 * the curves, of which the first is the base. */
static int words_of_all(struct words w[MAX_CURVES], const struct results *all,
			const struct setting *setting, const struct curves *c)
{
	struct side base = { all, c->curve[0].kernel }, news[MAX_NEWS];
	struct comparison result = { .n = 0 };
	int n = others(news, all, base.kernel), ret;

	for (int k = 0; k < c->n; k++)
		w[k] = (struct words){ .state = '-' };
	ret = n ? compare(&result, &base, news, n, MARGIN) : 0;
	for (int i = 0; i < result.n && !ret; i++) {
		const struct compared *x = &result.c[i];

		for (int k = 1; k < c->n && setting_same(&x->at, setting); k++)
			if (!strcmp(news[x->new].kernel, c->curve[k].kernel) &&
			    (w[k].state == '-' || x->metric[P50].tested))
				words_make(&w[k], &x->metric[P50]);
	}
	if (n)
		comparison_free(&result);
	return ret;
}

static int put_row(FILE *f, FILE *rows, int row, const struct curve *curve,
		   const struct words *w)
{
	int n = curve->units.n;
	double *v = calloc(n, sizeof(*v));

	if (!v)
		return -ENOMEM;
	medians_of(&curve->units, v);
	for (int i = 0; i < n; i++) {
		put_field(f, curve->kernel);
		fprintf(f, "\t%d\t%d\t%.3f\t%.6g\n", curve->style, row,
			aside(i), v[i]);
	}
	put_field(rows, curve->kernel);
	fprintf(rows, "\t%d\t%d\t%.6g\t%d\t%c\t", curve->style, row,
		middle_of(v, n).median, n, w->state);
	put_words(rows, w->text);
	putc('\t', rows);
	put_words(rows, w->detail);
	putc('\n', rows);
	free(v);
	return 0;
}

/* The kernel that others are set against comes first. */
static void base_first(struct curves *c, const char *base)
{
	for (int i = 1; i < c->n && base; i++)
		if (!strcmp(c->curve[i].kernel, base)) {
			struct curve swap = c->curve[i];

			memmove(&c->curve[1], &c->curve[0], i * sizeof(swap));
			c->curve[0] = swap;
		}
}

int boots_data(const char *base, const struct results *all,
	       const struct picture *pic)
{
	const struct results *family = pic->choice->family;
	FILE *f = data_open(base, ""), *rows;
	struct curves c = { .n = 0 };
	struct words w[MAX_CURVES];
	int ret;

	if (!f)
		return -errno;
	rows = data_open(base, "-rows");
	if (!rows)
		return data_close(f, -errno);
	if (!family)
		family = all;
	ret = curves_make(&c, all, &pic->setting);
	base_first(&c, pic->choice->base);
	fputs("# kernel\tstyle\trow\taside\tp50 ns\n", f);
	fputs("# kernel\tstyle\trow\tmedian ns\truns\tdiffers\tsays\tdetail\n",
	      rows);
	if (!ret && c.n)
		ret = words_of_all(w, family, &pic->setting, &c);
	for (int i = 0; i < c.n && !ret; i++)
		ret = put_row(f, rows, i, &c.curve[i], &w[i]);
	curves_free(&c);
	return data_close(f, data_close(rows, ret));
}
