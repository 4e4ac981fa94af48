// SPDX-License-Identifier: GPL-2.0
/*
 * A comparison as JUnit XML: a suite for each NEW, a case for each verdict and
 * each p50.  What is explored fails nothing, and is left out.  A regression is
 * a failure, what is broken an error, what can't be told is skipped.
 */
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "util.h"

struct sums {
	int cases, failures, errors, skipped;
};

static void sum_up(struct sums *s, enum change change)
{
	s->cases++;
	s->failures += change == REGRESSED;
	s->errors += change == NOT_SOUND;
	s->skipped += change == CANNOT_TELL;
}

static const struct measured *declared_of(const struct compared *c)
{
	return &c->metric[metric_declared(c)];
}

static struct sums sums_of(const struct comparison *all, int new)
{
	struct sums s = { 0 };

	for (int i = 0; i < all->n; i++) {
		if (all->c[i].new != new)
			continue;
		sum_up(&s, all->c[i].change);
		if (has_times(&all->c[i]))
			sum_up(&s, declared_of(&all->c[i])->change);
	}
	return s;
}

static void open_case(FILE *f, const struct compared *c, const char *what)
{
	char act[WORDS_LEN];

	setting_text(&c->at, act);
	fputs("    <testcase classname=\"", f);
	put_html(f, c->at.tier);
	fputs(".", f);
	put_html(f, c->at.stressor);
	fprintf(f, "\" name=\"%s %s, %d %s\">", act, what, c->at.waiters,
		c->at.threads ? "threads" : "waiters");
}

/* The child that says how it went; nothing: it is well. */
static void put_outcome(FILE *f, enum change change, const char *words)
{
	static const char *const element[CHANGES] = {
		[CANNOT_TELL] = "skipped",
		[NOT_SOUND] = "error",
		[REGRESSED] = "failure",
	};

	if (element[change]) {
		fprintf(f, "<%s message=\"%s", element[change],
			change_names[change]);
		fputs(*words ? ": " : "", f);
		put_html(f, words);
		fputs("\"/>", f);
	}
	fputs("</testcase>\n", f);
}

static void put_verdict(FILE *f, const struct compared *c)
{
	char base[CELL_LEN], now[CELL_LEN], more[WORDS_LEN];
	char words[3 * WORDS_LEN];

	cell_text(&c->cell[BASE], base);
	cell_text(&c->cell[NEW], now);
	snprintf(words, sizeof(words), "%s, then %s%s%s%s", base, now,
		 *c->why ? "; " : "", c->why, more_text(c->losses.more, more));
	open_case(f, c, "verdict");
	put_outcome(f, c->change, words);
}

static void put_declared(FILE *f, const struct compared *c)
{
	const struct measured *m = declared_of(c);
	const char *unit = metric_declared(c) == RATE ? "a second" : "ns";
	char words[3 * WORDS_LEN] = "", more[WORDS_LEN];
	int used = 0;

	if (m->tested)
		used = snprintf(words, sizeof(words),
				"%.0f %s, then %.0f %s; ratio %.3f [%.3f, "
				"%.3f], p %.2g%s",
				m->median[BASE], unit, m->median[NEW], unit,
				m->ratio,
				m->low, m->high, m->p_family,
				*m->why ? "; " : "");
	snprintf(words + used, sizeof(words) - used, "%s%s", m->why,
		 more_text(m->more, more));
	open_case(f, c, metric_names[metric_declared(c)]);
	put_outcome(f, m->change, words);
}

static void put_suite(FILE *f, const struct comparison *all, int new)
{
	struct sums s = sums_of(all, new);

	fputs("  <testsuite name=\"", f);
	put_html(f, side_record(&all->base)->where.kernel);
	fputs(" to ", f);
	put_html(f, side_record(&all->news[new])->where.kernel);
	fprintf(f,
		"\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">"
		"\n",
		s.cases, s.failures, s.errors, s.skipped);
	for (int i = 0; i < all->n; i++) {
		if (all->c[i].new != new)
			continue;
		put_verdict(f, &all->c[i]);
		if (has_times(&all->c[i]))
			put_declared(f, &all->c[i]);
	}
	fputs("  </testsuite>\n", f);
}

int compare_junit(FILE *f, const struct comparison *all)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites name=\"wakestorm compare\">\n",
	      f);
	for (int i = 0; i < all->n_news; i++)
		put_suite(f, all, i);
	fputs("</testsuites>\n", f);
	return fflush(f) ? -errno : 0;
}
