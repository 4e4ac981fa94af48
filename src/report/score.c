// SPDX-License-Identifier: GPL-2.0
/* What came out of all runs: in numbers, and in one sentence. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/score.h"
#include "util.h"

#define MOST_KERNELS 4 /* named one by one in the sentence */

const enum verdict score_columns[VERDICTS] = { LOST_WAKEUP, NARROW, HANG,
					       ASTRAY,	    HERD,   SUSPECT,
					       BROKEN,	    PASS,   SKIP };

static void score_add(struct score *s, const struct result *r)
{
	enum outcome outcome = outcome_of(r);

	s->n++;
	s->outcome[outcome]++;
	s->rounds += r->tally.rounds;
	if (outcome != CAUGHT && outcome != MISSED)
		s->verdict[r->verdict]++;
}

struct score score_of(const struct results *all, const char *kernel)
{
	struct score s = { 0 };

	for (int i = 0; i < all->n; i++)
		if (!kernel || !strcmp(all->r[i].where.kernel, kernel))
			score_add(&s, &all->r[i]);
	return s;
}

/* Stressors that ran on a kernel, twins apart. */
static int tested(const struct pivot *p, int kernel)
{
	int n = 0;

	for (int v = 0; v < VERDICTS; v++)
		if (v != SKIP && v != BROKEN)
			n += finding_count(p, kernel, v);
	return n;
}

static void put_one_kernel(FILE *f, const struct pivot *p)
{
	fputs("Linux ", f);
	put_plain(f, pivot_kernel(p, 0)->where.release, -1);
	fputs(" (", f);
	put_plain(f, p->kernels.name[0], -1);
	fprintf(f, ") loses wakeups at %d of %d stressors.",
		finding_count(p, 0, LOST_WAKEUP), tested(p, 0));
}

/* The kernels that lose, each with the number of stressors. */
static void put_losers(FILE *f, const struct pivot *p, int losers)
{
	int left = losers;

	for (int k = 0; k < p->kernels.n; k++) {
		int n = finding_count(p, k, LOST_WAKEUP);

		if (!n)
			continue;
		fputs(left == losers ? ": " : left > 1 ? ", " : " and ", f);
		put_plain(f, p->kernels.name[k], -1);
		fprintf(f, " at %d", n);
		if (left-- == losers)
			fprintf(f, " of %d stressors", tested(p, k));
	}
	putc('.', f);
}

static void put_worst(FILE *f, const struct pivot *p)
{
	int worst = 0, most = 0;

	for (int k = 0; k < p->kernels.n; k++) {
		int n = finding_count(p, k, LOST_WAKEUP);

		worst = n > most ? k : worst;
		most = n > most ? n : most;
	}
	fputs(", most of all ", f);
	put_plain(f, p->kernels.name[worst], -1);
	fprintf(f, ": at %d of %d stressors.", most, tested(p, worst));
}

static void put_lost(FILE *f, const struct pivot *p)
{
	int losers = 0;

	for (int k = 0; k < p->kernels.n; k++)
		losers += finding_count(p, k, LOST_WAKEUP) > 0;
	if (p->kernels.n == 1) {
		put_one_kernel(f, p);
		return;
	}
	fprintf(f, "%d of %d kernels lose%s wakeups", losers, p->kernels.n,
		losers == 1 ? "s" : "");
	if (losers > MOST_KERNELS)
		put_worst(f, p);
	else
		put_losers(f, p, losers);
}

/* "2 of 30 runs hang, 1 is suspect": of those verdicts that are there. */
static void put_others(FILE *f, const struct score *s)
{
	static const struct {
		enum verdict verdict;
		const char *words;
	} others[] = { { NARROW, "lost one while a waiter was held" },
		       { HANG, "hung" },
		       { HERD, "woke a herd" },
		       { ASTRAY, "handed events astray" },
		       { SUSPECT, "suspect" } };
	const char *separator = "";

	fputs(s->verdict[NARROW]
		      ? "No wakeup is lost in a wide window, but of the runs "
		      : "No wakeup is proven lost, but of the runs ",
	      f);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		int n = s->verdict[others[i].verdict];

		if (!n)
			continue;
		fprintf(f, "%s%d %s%s", separator, n,
			others[i].verdict != SUSPECT ? ""
			: n == 1		     ? "is "
						     : "are ",
			others[i].words);
		separator = ", ";
	}
	putc('.', f);
}

static void put_passed(FILE *f, const struct pivot *p, const struct score *s)
{
	fprintf(f,
		"No wakeup was lost: %d kernel%s, %d runs that passed, %" PRIu64
		" rounds",
		p->kernels.n, p->kernels.n == 1 ? "" : "s", s->outcome[PASSED],
		s->rounds);
	if (s->outcome[UNSOUND])
		fprintf(f, "; but %d run%s broke", s->outcome[UNSOUND],
			s->outcome[UNSOUND] == 1 ? "" : "s");
	putc('.', f);
}

static bool has_others(const struct score *s)
{
	return s->verdict[NARROW] || s->verdict[HANG] || s->verdict[HERD] ||
	       s->verdict[ASTRAY] || s->verdict[SUSPECT];
}

enum verdict score_verdict(const struct score *s)
{
	if (s->outcome[MISSED])
		return BROKEN;
	if (s->verdict[LOST_WAKEUP])
		return LOST_WAKEUP;
	if (has_others(s))
		return SUSPECT;
	return s->outcome[PASSED] ? PASS : BROKEN;
}

static void put_sentence(FILE *f, const struct pivot *p, const struct score *s)
{
	if (s->outcome[MISSED])
		fprintf(f,
			"Trust nothing here: %d of the runs that are wrong on "
			"purpose passed.",
			s->outcome[MISSED]);
	else if (s->verdict[LOST_WAKEUP])
		put_lost(f, p);
	else if (has_others(s))
		put_others(f, s);
	else if (s->outcome[PASSED])
		put_passed(f, p, s);
	else
		fputs("Nothing was learned: no run passed, and none found "
		      "anything.",
		      f);
}

char *score_sentence(const struct pivot *p, const struct score *s)
{
	char *text = NULL;
	size_t size;
	FILE *mem = open_memstream(&text, &size);

	if (!mem)
		return NULL;
	put_sentence(mem, p, s);
	if (fclose(mem)) {
		free(text);
		return NULL;
	}
	return text;
}
