// SPDX-License-Identifier: GPL-2.0
/* Events and signals over the time of a storm, a panel a kernel: of its runs
 * the one that lost most, else the first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/data.h"

struct panel {
	const struct result *r;
	int style;
};

struct panels {
	struct panel panel[MAX_CURVES];
	int n, left_out;
	bool lost; /* any of them */
};

/* Something to mark? */
static bool stands_still(const struct result *r)
{
	return r->timeline.losses || r->verdict == HANG ||
	       r->verdict == SUSPECT;
}

static bool more_telling(const struct result *r, const struct result *than)
{
	if (!than || r->timeline.losses != than->timeline.losses)
		return !than || r->timeline.losses > than->timeline.losses;
	return stands_still(r) && !stands_still(than);
}

static const struct result *panel_run(const struct results *all,
				      const struct setting *setting,
				      const char *kernel)
{
	const struct result *best = NULL;

	for (int i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];
		struct setting s = setting_of(r);

		if (r->timeline.steps && setting_same(&s, setting) &&
		    !strcmp(r->where.kernel, kernel) && more_telling(r, best))
			best = r;
	}
	return best;
}

static void panels_make(struct panels *c, const struct results *all,
			const struct setting *setting)
{
	struct pivot p;

	pivot_make(&p, all);
	*c = (struct panels){ .n = 0 };
	for (int k = 0; k < p.kernels.n; k++) {
		const struct result *r =
			panel_run(all, setting, p.kernels.name[k]);

		if (r && c->n < MAX_CURVES)
			c->panel[c->n++] = (struct panel){ r, style_of(k) };
		else if (r)
			c->left_out++;
		c->lost |= r && stands_still(r);
	}
}

static bool has_timeline(const struct result *r)
{
	return r->mode == MODE_STORM && r->timeline.steps;
}

static void timeline_words(struct picture *pic, const struct panels *c)
{
	struct setting_words w = setting_words(&pic->setting);
	char left[CELL_LEN];

	left_out_text(c->n, c->left_out, left);
	snprintf(pic->title, sizeof(pic->title),
		 "Storm over time, %s: higher is better", w.text);
	snprintf(pic->subtitle, sizeof(pic->subtitle),
		 "%s; area: events; line: signals; mark: a wakeup was "
		 "lost; yellow: nothing taken since%s",
		 w.where, left);
}

/* Those in which something was lost come first. */
int timeline_list(struct picture *list, int max, const struct results *all)
{
	struct setting setting[SETTINGS_MANY];
	int n = settings_find(all, setting, SETTINGS_MANY, has_timeline), found = 0;

	for (int lost = 1; lost >= 0; lost--)
		for (int i = 0; i < n; i++) {
			struct panels c;

			panels_make(&c, all, &setting[i]);
			if (c.lost != lost || found++ >= max)
				continue;
			list[found - 1] =
				(struct picture){ .setting = setting[i] };
			timeline_words(&list[found - 1], &c);
		}
	return found;
}

static void put_steps(FILE *f, const struct panel *p)
{
	const struct timeline *t = &p->r->timeline;
	double step = (double)t->step_ns / 1e9;

	/* The last step ends with a point of its own. */
	for (int i = 0; i <= t->steps; i++) {
		int at = i < t->steps ? i : t->steps - 1;

		put_field(f, p->r->where.kernel);
		fprintf(f, "\t%d\t%.6g\t%.6g\t%.6g\n", p->style, i * step,
			(double)t->taken[at] / step,
			(double)t->signals[at] / step);
	}
	fputs("\n\n", f);
}

static void put_mark(FILE *f, int panel, double from, double to)
{
	fprintf(f, "%d\t%.6g\t%.6g\n", panel, from, to);
}

/* The first step from i on in which something was taken. */
static int gap_end(const struct timeline *t, int i)
{
	while (i < t->steps && !t->taken[i])
		i++;
	return i;
}

/* A loss, and how long nothing was taken from then on, if that can be seen. */
static void put_loss(FILE *f, const struct timeline *t, int panel,
		     uint64_t lost_ns)
{
	double step = (double)t->step_ns / 1e9, at = (double)lost_ns / 1e9;
	uint64_t i = lost_ns / t->step_ns;

	/* Before it, in its step, some may have been. */
	if (i < (uint64_t)t->steps && t->taken[i])
		i++;
	if (i < (uint64_t)t->steps && !t->taken[i])
		put_mark(f, panel, at, gap_end(t, (int)i) * step);
	put_mark(f, panel, at, at);
}

/* The end of a run that stood still, and was ended for that. */
static void put_standstill(FILE *f, const struct timeline *t, int panel)
{
	double step = (double)t->step_ns / 1e9;
	int i = t->steps;

	while (i > 0 && !t->taken[i - 1])
		i--;
	if (i < t->steps)
		put_mark(f, panel, i * step, t->steps * step);
}

static void put_marks(FILE *f, const struct panel *p, int panel)
{
	const struct timeline *t = &p->r->timeline;

	for (int i = 0; i < t->losses; i++)
		put_loss(f, t, panel, t->lost_ns[i]);
	if (!t->losses && stands_still(p->r))
		put_standstill(f, t, panel);
}

static void put_panel(FILE *f, const struct panel *p, int panel)
{
	const struct result *r = p->r;
	const char *verdict = verdict_names[r->verdict];
	unsigned long long lost = r->tally.lost;
	int marks = r->timeline.losses;
	char words[80];

	if (lost > (unsigned long long)marks)
		snprintf(words, sizeof(words), "%s: %llu lost, %d marked",
			 verdict, lost, marks);
	else if (lost)
		snprintf(words, sizeof(words), "%s: %llu lost", verdict, lost);
	else
		snprintf(words, sizeof(words), "%s", verdict);
	put_field(f, r->where.kernel);
	fprintf(f, "\t%d\t%d\t%d\t", p->style, panel, marks);
	put_words(f, words);
	putc('\n', f);
}

int timeline_data(const char *base, const struct results *all,
		  const struct picture *pic)
{
	FILE *f = data_open(base, ""), *marks, *names;
	struct panels c;

	if (!f)
		return -errno;
	marks = data_open(base, "-marks");
	if (!marks)
		return data_close(f, -errno);
	names = data_open(base, "-panels");
	if (!names)
		return data_close(f, data_close(marks, -errno));
	panels_make(&c, all, &pic->setting);
	fputs("# kernel\tstyle\tfrom s\tevents/s\tsignals/s\n", f);
	fputs("# panel\tfrom s\tto s\n", marks);
	fputs("# kernel\tstyle\tpanel\tmarks\tverdict\n", names);
	for (int i = 0; i < c.n; i++) {
		put_steps(f, &c.panel[i]);
		put_marks(marks, &c.panel[i], i);
		put_panel(names, &c.panel[i], i);
	}
	return data_close(f, data_close(marks, data_close(names, 0)));
}
