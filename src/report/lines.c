// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/lines.h"
#include "util.h"

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* What only a storm is asked for. */
static int by_storm(const struct result *x, const struct result *y)
{
	int d = order(x->wakers, y->wakers);

	if (!d)
		d = order(x->signals, y->signals);
	if (!d)
		d = order(x->coincidences, y->coincidences);
	if (!d)
		d = order(x->rate, y->rate);
	if (!d)
		d = order(x->placement, y->placement);
	return d ? d : order(x->traced, y->traced);
}

static int by_setting(const struct line *a, const struct line *b)
{
	const struct result *x = a->r, *y = b->r;
	int d = order(a->kernel, b->kernel);

	if (!d)
		d = strcmp(x->where.kernel, y->where.kernel);
	if (!d)
		d = strcmp(x->stressor, y->stressor);
	if (!d)
		d = order(x->mode, y->mode);
	if (!d)
		d = order(x->act, y->act);
	if (!d)
		d = strcmp(x->script, y->script);
	if (!d)
		d = order(x->waiters, y->waiters);
	if (!d)
		d = order(x->threads, y->threads);
	if (!d)
		d = strcmp(x->where.tier, y->where.tier);
	if (!d)
		d = order(x->where.cpus, y->where.cpus);
	if (!d)
		d = strcmp(x->noise.command, y->noise.command);
	return d || x->mode != MODE_STORM ? d : by_storm(x, y);
}

static int by_seed(const struct line *a, const struct line *b)
{
	int d = by_setting(a, b);

	if (!d)
		d = order(a->r->seed, b->r->seed);
	return d ? d : order(a->r->site, b->r->site);
}

static int by_place(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int d = by_seed(x, y);

	return d ? d : order((uintptr_t)x->r, (uintptr_t)y->r);
}

/* Those beyond the names that a pivot can hold come last. */
static int kernel_of(const struct pivot *p, const struct result *r)
{
	int k = 0;

	while (k < p->kernels.n && strcmp(p->kernels.name[k], r->where.kernel))
		k++;
	return k;
}

int lines_make(struct lines *l, const struct pivot *p)
{
	l->n = p->all->n;
	l->line = calloc(l->n + 1, sizeof(*l->line));
	if (!l->line)
		return -ENOMEM;
	for (int i = 0; i < l->n; i++) {
		l->line[i].r = &p->all->r[i];
		l->line[i].kernel = kernel_of(p, l->line[i].r);
	}
	qsort(l->line, l->n, sizeof(*l->line), by_place);
	for (int i = 1; i < l->n; i++)
		if (!by_seed(&l->line[i - 1], &l->line[i]))
			l->line[i].again = l->line[i - 1].again + 1;
	return 0;
}

bool line_same_setting(const struct line *a, const struct line *b)
{
	return !by_setting(a, b);
}

int lines_of_kernel(const struct lines *l, int from)
{
	const char *kernel = l->line[from].r->where.kernel;
	int to = from;

	while (to < l->n && !strcmp(l->line[to].r->where.kernel, kernel))
		to++;
	return to - from;
}

int lines_of_setting(const struct lines *l, int from)
{
	int to = from;

	while (to < l->n && line_same_setting(&l->line[from], &l->line[to]))
		to++;
	return to - from;
}

static void put_setting(FILE *f, const struct result *r)
{
	struct setting at = setting_of(r);
	char storm[STORM_TEXT];

	fputs(r->mode == MODE_STORM ? mode_names[MODE_STORM]
				    : act_names[r->act],
	      f);
	if (r->act == ACT_SCRIPT)
		fprintf(f, " '%s'", r->script);
	if (r->mode != MODE_WORKLOAD)
		fprintf(f, ", %d %s%s", r->waiters,
			r->threads ? "thread" : "waiter",
			r->waiters == 1 ? "" : "s");
	fprintf(f, ", %s", r->where.tier);
	if (r->where.cpus)
		fprintf(f, ", %d CPU%s", r->where.cpus,
			r->where.cpus == 1 ? "" : "s");
	fputs(storm_text(&at, storm), f);
	if (*r->noise.name)
		fprintf(f, ", beside %s", r->noise.command);
}

const char *setting_label(const struct result *r, char text[LABEL_LEN])
{
	FILE *f = fmemopen(text, LABEL_LEN, "w");

	*text = 0;
	if (!f)
		return text;
	put_setting(f, r);
	fclose(f);
	return text;
}

const char *line_label(const struct line *line, char text[LABEL_LEN])
{
	FILE *f = fmemopen(text, LABEL_LEN, "w");

	*text = 0;
	if (!f)
		return text;
	put_setting(f, line->r);
	fprintf(f, ", seed %" PRIu64, line->r->seed);
	if (line->r->site)
		fprintf(f, ", site %d", line->r->site);
	if (line->again)
		fprintf(f, ", run %d", line->again + 1);
	fclose(f);
	return text;
}
