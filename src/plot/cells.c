// SPDX-License-Identifier: GPL-2.0
/* Two tables as pictures, stressors down and kernels across: the share of
 * rounds that lost a wakeup, and the sleepers that an event disturbs. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "metrics.h"
#include "plot/data.h"

/* With more stressors than this, those that only passed are left out, unless
 * that leaves none. */
#define CELLS_MANY 64
#define HERD_FROM  1.5 /* sleepers disturbed by an event */

/* 600, 12k, 1.2M: as wide as a cell. */
static void count_text(uint64_t n, char text[CELL_LEN])
{
	if (n < 10000)
		snprintf(text, CELL_LEN, "%" PRIu64, n);
	else if (n < 1000000)
		snprintf(text, CELL_LEN, "%.3gk", n / 1e3);
	else
		snprintf(text, CELL_LEN, "%.3gM", n / 1e6);
}

/* What a cell of a table is worth: a row without news may be left out. */
enum news { DID_NOT_RUN, RAN, NEWS };

typedef enum news news_of(const struct pivot *p, int kernel, int stressor);

/* Which rows and columns are shown: of many rows, those with news. */
struct grid {
	struct pivot p;
	bool row[MAX_NAMES], column[MAX_NAMES];
	int rows, of; /* shown, and those that ran at all */
};

static void grid_make(struct grid *g, const struct results *all, news_of *news)
{
	bool told[MAX_NAMES] = { false };
	int n = 0;

	memset(g, 0, sizeof(*g));
	pivot_make(&g->p, all);
	for (int s = 0; s < g->p.stressors.n; s++) {
		for (int k = 0; k < g->p.kernels.n; k++) {
			enum news cell = news(&g->p, k, s);

			g->row[s] |= cell != DID_NOT_RUN;
			g->column[k] |= cell != DID_NOT_RUN;
			told[s] |= cell == NEWS;
		}
		g->of += g->row[s];
		n += told[s];
	}
	g->rows = g->of;
	if (g->of > CELLS_MANY && n) {
		memcpy(g->row, told, sizeof(told));
		g->rows = n;
	}
}

/* "; 47 of 118 stressors: those ...", where rows are left out. */
static void rows_text(const struct grid *g, const char *those, char text[80])
{
	*text = 0;
	if (g->rows < g->of)
		snprintf(text, 80, "; %d of %d stressors: those %s", g->rows,
			 g->of, those);
}

typedef void put_row(FILE *f, const struct pivot *p, int stressor);
typedef void put_cell(FILE *f, const struct pivot *p, int kernel, int stressor);

/* The first fields of all cells of a grid; put writes the other two. */
static void grid_write(FILE *f, const struct grid *g, put_row *row,
		       put_cell *put)
{
	int y = 0;

	for (int s = 0; s < g->p.stressors.n; s++) {
		int x = 0;

		for (int k = 0; k < g->p.kernels.n && g->row[s]; k++) {
			if (!g->column[k])
				continue;
			fprintf(f, "%d\t%d\t", x++, y);
			row(f, &g->p, s);
			putc('\t', f);
			put_field(f, g->p.kernels.name[k]);
			putc('\t', f);
			put(f, &g->p, k, s);
		}
		y += g->row[s];
	}
}

/* The file of a picture whose cells are that many of what. */
static int grid_data(const char *base, const struct results *all, news_of *news,
		     const char *what, put_row *row, put_cell *put)
{
	FILE *f = data_open(base, "");
	struct grid g;

	if (!f)
		return -errno;
	grid_make(&g, all, news);
	fprintf(f, "# x\ty\tstressor\tkernel\t%s\ttext\n", what);
	grid_write(f, &g, row, put);
	return data_close(f, 0);
}

static enum news duel_news(const struct pivot *p, int kernel, int stressor)
{
	struct cell c = pivot_cell(p, MODE_DUEL, kernel, stressor);

	if (!c.runs)
		return DID_NOT_RUN;
	return c.worst == PASS || c.worst == SKIP ? RAN : NEWS;
}

int heatmap_list(struct picture *list, int max, const struct results *all)
{
	struct grid g;
	char rows[80];

	grid_make(&g, all, duel_news);
	if (!g.rows || !max)
		return g.rows > 0;
	rows_text(&g, "that found something", rows);
	*list = (struct picture){ .title = "Lost wakeups by stressor and "
					   "kernel: 0 is right, lower is "
					   "better" };
	snprintf(list->subtitle, sizeof(list->subtitle),
		 "lost wakeups / rounds of duels; dashed: did not run there%s",
		 rows);
	return 1;
}

static void put_stressor(FILE *f, const struct pivot *p, int stressor)
{
	put_field(f, p->stressors.name[stressor]);
}

static void put_lost(FILE *f, const struct pivot *p, int kernel, int stressor)
{
	struct cell c = pivot_cell(p, MODE_DUEL, kernel, stressor);
	char lost[CELL_LEN], rounds[CELL_LEN];
	double share = c.rounds ? (double)c.lost / (double)c.rounds : 0;

	if (!c.runs || c.worst == SKIP || c.worst == BROKEN) {
		fprintf(f, "-\t%s\n", c.runs ? verdict_names[c.worst] : "n/a");
		return;
	}
	/* A hang is not lost by the ledger, and no better. */
	if (c.worst == HANG)
		share = fmax(share, (double)c.hit / c.runs);
	count_text(c.lost, lost);
	count_text(c.rounds, rounds);
	if (c.worst == PASS || verdict_is_loss(c.worst))
		fprintf(f, "%.6f\t%s/%s\n", fmin(share, 1), lost, rounds);
	else
		fprintf(f, "%.6f\t%s\n", fmin(share, 1),
			verdict_names[c.worst]);
}

int heatmap_data(const char *base, const struct results *all,
		 const struct picture *pic)
{
	(void)pic;
	return grid_data(base, all, duel_news, "share lost (0..1)",
			 put_stressor, put_lost);
}

static bool is_storm(const struct result *r, const char *stressor)
{
	return r->mode == MODE_STORM && r->tally.posted && r->verdict != SKIP &&
	       r->verdict != BROKEN && !strcmp(r->stressor, stressor);
}

/* A herd shows best with the most waiters; 0: no storm posted an event. */
static int most_waiters(const struct results *all, const char *stressor)
{
	int most = 0;

	for (int i = 0; i < all->n; i++)
		if (all->r[i].waiters > most && is_storm(&all->r[i], stressor))
			most = all->r[i].waiters;
	return most;
}

/* Sleepers disturbed by an event, in storms with most waiters: what is
 * herd_mean of one record (metrics.c).  -1: none. */
static double disturbed(const struct pivot *p, int kernel, int stressor)
{
	const char *name = p->stressors.name[stressor];
	int waiters = most_waiters(p->all, name);
	double switches = 0, posted = 0;

	for (int i = 0; i < p->all->n; i++) {
		const struct result *r = &p->all->r[i];

		if (r->waiters != waiters || !is_storm(r, name) ||
		    strcmp(r->where.kernel, p->kernels.name[kernel]))
			continue;
		switches += herd_switches(r);
		posted += (double)r->tally.posted;
	}
	return posted > 0 ? switches / posted : -1;
}

static bool wakes_all(const char *stressor)
{
	const struct stressor *s = stressor_find(stressor);

	return s && s->wakes == ALL;
}

static enum news herd_news(const struct pivot *p, int kernel, int stressor)
{
	double each = disturbed(p, kernel, stressor);

	if (each < 0)
		return DID_NOT_RUN;
	return each >= HERD_FROM && !wakes_all(p->stressors.name[stressor])
		       ? NEWS
		       : RAN;
}

int herd_list(struct picture *list, int max, const struct results *all)
{
	struct grid g;
	char rows[80];

	grid_make(&g, all, herd_news);
	if (!g.rows || !max)
		return g.rows > 0;
	rows_text(&g, "with a herd", rows);
	*list = (struct picture){ .title = "Sleepers disturbed by one event: "
					   "lower is better, 1 is right" };
	snprintf(list->subtitle, sizeof(list->subtitle),
		 "storms (waiters): switches in wait() an event, without "
		 "those of signals; *: wakes all by design%s",
		 rows);
	return 1;
}

/* "eventfd* (32)" */
static void put_herd_stressor(FILE *f, const struct pivot *p, int stressor)
{
	const char *name = p->stressors.name[stressor];
	char text[64];

	snprintf(text, sizeof(text), "%.28s%s (%d)", name,
		 wakes_all(name) ? "*" : "", most_waiters(p->all, name));
	put_words(f, text);
}

static void put_disturbed(FILE *f, const struct pivot *p, int kernel,
			  int stressor)
{
	double each = disturbed(p, kernel, stressor);

	if (each < 0)
		fputs("-\tn/a\n", f);
	else
		fprintf(f, "%.6g\t%.*f\n", each, each < 9.95 ? 1 : 0, each);
}

int herd_data(const char *base, const struct results *all,
	      const struct picture *pic)
{
	(void)pic;
	return grid_data(base, all, herd_news, "sleepers an event",
			 put_herd_stressor, put_disturbed);
}
