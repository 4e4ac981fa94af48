// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/data.h"
#include "measure/stats.h"

#define LABEL_CHARACTERS 32
#define LABEL_STEP	 0.056 /* of the height: one line of text */
#define MARGIN		 0.06  /* of the extent of lines, above and below */

/*
 * gnuplot takes quotes, tabs and backslashes of a data file as its own, # as a
 * comment, and % as a format where a label becomes a tic.
 */
static void put_safe(FILE *f, const char *s, int most)
{
	for (int n = 0; *s && n < most; s++, n++)
		putc(*s >= ' ' && *s < 0x7f && !strchr("\"'\\`#%", *s) ? *s
								       : '?',
		     f);
}

void put_words(FILE *f, const char *s)
{
	put_safe(f, *s ? s : "-", INT_MAX);
}

void put_field(FILE *f, const char *s)
{
	put_safe(f, *s ? s : "?", LABEL_CHARACTERS);
}

FILE *data_open(const char *base, const char *tail)
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s.tsv", base, tail) >=
	    (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	return fopen(path, "we");
}

int data_close(FILE *f, int ret)
{
	int bad = ferror(f);

	return (fclose(f) || bad) && !ret ? -EIO : ret;
}

struct middle middle_of(double *v, int n)
{
	double median = stats_median(v, n);

	return (struct middle){ median, v[0], v[n - 1] };
}

double aside(int i)
{
	return fmod((i + 1) * 0.61803398875, 1) - 0.5;
}

/* Places that touch each other and so move together. */
struct group {
	double sum; /* of where each wants the first of the group */
	int n;
};

static double group_first(const struct group *g, double step)
{
	double first = g->sum / g->n;

	return fmax(0, fmin(first, 1 - (g->n - 1) * step));
}

/* Least squares with a least distance: groups that meet become one. */
void spread(double *place, int n, double step)
{
	struct group group[MAX_CURVES];
	int groups = 0, k = 0;

	for (int i = 0; i < n && i < MAX_CURVES; i++) {
		group[groups++] = (struct group){ place[i], 1 };
		while (groups > 1) {
			struct group *a = &group[groups - 2], *b = a + 1;

			if (group_first(a, step) + a->n * step <=
			    group_first(b, step))
				break;
			a->sum += b->sum - b->n * a->n * step;
			a->n += b->n;
			groups--;
		}
	}
	for (int g = 0; g < groups; g++)
		for (int i = 0; i < group[g].n; i++)
			place[k++] = group_first(&group[g], step) + i * step;
}

static int lower_first(const void *a, const void *b)
{
	const struct end *x = a, *y = b;

	return x->y != y->y ? (x->y > y->y) - (x->y < y->y)
			    : x->style - y->style;
}

int ends_data(const char *base, struct end *end, int n, double low, double high)
{
	FILE *f = data_open(base, "-ends");
	double place[MAX_CURVES] = { 0 };
	double pad, height;

	if (!f)
		return -errno;
	qsort(end, n, sizeof(*end), lower_first);
	high = fmax(high, 1.2 * low);
	pad = pow(high / low, MARGIN);
	low /= pad;
	high *= pad;
	height = log(high / low);
	for (int i = 0; i < n; i++)
		place[i] = log(end[i].y / low) / height;
	spread(place, n, LABEL_STEP);
	fputs("# kernel\tstyle\tx\ty ns\tlabel y ns\taxis from ns\taxis to "
	      "ns\n",
	      f);
	for (int i = 0; i < n; i++) {
		put_field(f, end[i].kernel);
		fprintf(f, "\t%d\t%.6g\t%.6g\t%.6g\t%.6g\t%.6g\n", end[i].style,
			end[i].x, end[i].y, low * exp(place[i] * height), low,
			high);
	}
	return data_close(f, 0);
}
