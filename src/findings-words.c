// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include "findings.h"
#include "util.h"

void put_plain(FILE *f, const char *s, int n)
{
	for (; *s && n; s++, n--)
		putc(*s >= ' ' && *s < 0x7f ? *s : '?', f);
}

void put_html(FILE *f, const char *s)
{
	static const char *const entity[128] = {
		['<'] = "&lt;",	  ['>'] = "&gt;",   ['&'] = "&amp;",
		['"'] = "&quot;", ['\''] = "&#39;",
	};

	for (; *s; s++) {
		unsigned char c = *s;

		if (c < ARRAY_SIZE(entity) && entity[c])
			fputs(entity[c], f);
		else if (c == '\n')
			putc('\n', f);
		else
			put_plain(f, s, 1);
	}
}

void put_markdown(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (strchr("|\\`*_~<>[]&", *s))
			putc('\\', f);
		put_plain(f, s, 1);
	}
}

void time_text(double ns, char text[CELL_LEN])
{
	static const struct {
		double from;
		const char *unit;
	} scale[] = { { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" }, { 1, "ns" } };
	size_t i = 0;

	while (i < ARRAY_SIZE(scale) - 1 && ns < scale[i].from)
		i++;
	ns /= scale[i].from;
	snprintf(text, CELL_LEN, "%.*f %s",
		 i == 3 || ns >= 100 ? 0
		 : ns >= 10	     ? 1
				     : 2,
		 ns, scale[i].unit);
}

#define MOST_NAMED 12

/* What the runs of a kernel say: the worst a stressor, both modes together. */
struct column {
	const struct pivot *p;
	int kernel;
	const struct result *worst[MAX_NAMES]; /* NULL: it did not run */
};

static void column_make(struct column *column, const struct pivot *p,
			int kernel)
{
	column->p = p;
	column->kernel = kernel;
	for (int s = 0; s < p->stressors.n; s++) {
		struct cell both = { 0 };

		for (int m = 0; m < MODES; m++) {
			struct cell one = pivot_cell(p, m, kernel, s);

			if (one.sample)
				cell_add(&both, one.sample);
		}
		column->worst[s] = both.sample;
	}
}

/* Which stressors a sentence is about. */
struct about {
	const struct column *column;
	enum verdict verdict;
	const char *why; /* NULL: for whatever reason */
};

/* A run with that verdict, where it is the worst of all; or NULL.  That a workload
 * passed does not say where wakeups are safe. */
static const struct result *concerns(const struct about *a, int stressor)
{
	const struct result *r = a->column->worst[stressor];

	if (!r || r->verdict != a->verdict || is_busted(r->stressor) ||
	    (r->verdict == PASS && r->mode == MODE_WORKLOAD) ||
	    (a->why && strcmp(a->why, r->why)))
		return NULL;
	return r;
}

static int count(const struct about *a)
{
	int n = 0;

	for (int s = 0; s < a->column->p->stressors.n; s++)
		n += concerns(a, s) != NULL;
	return n;
}

int finding_count(const struct pivot *p, int kernel, enum verdict verdict)
{
	struct column column;
	struct about about = { &column, verdict, NULL };

	column_make(&column, p, kernel);
	return count(&about);
}

/* "a, b and c"; of many that passed only the number. */
static void put_list(FILE *f, const struct about *a)
{
	int left = count(a);

	if (a->verdict == PASS && left > MOST_NAMED) {
		fprintf(f, "%d stressors", left);
		return;
	}
	for (int s = 0; s < a->column->p->stressors.n; s++) {
		if (!concerns(a, s))
			continue;
		put_plain(f, a->column->worst[s]->stressor, -1);
		left--;
		fputs(left > 1 ? ", " : left ? " and " : "", f);
	}
}

static uint64_t rounds_of(const struct pivot *p, int kernel)
{
	uint64_t rounds = 0;

	for (int i = 0; i < p->all->n; i++) {
		const struct result *r = &p->all->r[i];

		if (r->verdict == PASS && !is_busted(r->stressor) &&
		    !strcmp(r->where.kernel, p->kernels.name[kernel]))
			rounds += r->tally.rounds;
	}
	return rounds;
}

/* Was nothing run there but programs that are not ours? */
static bool only_workloads(const struct pivot *p, int kernel)
{
	for (int i = 0; i < p->all->n; i++)
		if (p->all->r[i].mode != MODE_WORKLOAD &&
		    !strcmp(p->all->r[i].where.kernel,
			    p->kernels.name[kernel]))
			return false;
	return true;
}

void finding_losses(FILE *f, const struct pivot *p, int kernel)
{
	struct column column;
	struct about lost = { &column, LOST_WAKEUP, NULL };
	struct about narrow = { &column, NARROW, NULL };
	struct about pass = { &column, PASS, NULL };

	column_make(&column, p, kernel);
	if (!count(&lost) && !count(&pass) &&
	    (count(&narrow) || only_workloads(p, kernel)))
		return;
	put_plain(f, p->kernels.name[kernel], -1);
	if (count(&lost)) {
		fputs(" loses wakeups at ", f);
		put_list(f, &lost);
		fputs(count(&pass) ? "; it loses none at " : "", f);
		put_list(f, &pass);
	} else if (count(&pass)) {
		fputs(" loses none at ", f);
		put_list(f, &pass);
		fprintf(f, ", in %" PRIu64 " rounds", rounds_of(p, kernel));
	} else {
		fputs(" shows no lost wakeup, and no stressor passed", f);
	}
	fputs(".\n", f);
}

static const struct {
	enum verdict verdict;
	const char *words;
} others[] = {
	{ NARROW, "loses wakeups while a waiter is held (narrow) at" },
	{ HANG, "hangs without proof of a lost wakeup at" },
	{ SUSPECT, "is suspect, not confirmed, at" },
	{ HERD, "wakes more sleepers than one event needs (herd) at" },
	{ ASTRAY, "hands events astray at" },
	{ BROKEN, "could not be tested (broken) at" },
	{ SKIP, "was not tested (skip) at" },
};

/* One sentence for each reason. */
static void say_others(FILE *f, const struct column *column,
		       enum verdict verdict, const char *words)
{
	struct about all = { column, verdict, NULL };

	for (int s = 0; s < column->p->stressors.n; s++) {
		struct about same = all;
		const struct result *r = concerns(&all, s);
		bool said = false;

		if (!r)
			continue;
		same.why = r->why;
		for (int k = 0; k < s && !said; k++)
			said = concerns(&same, k) != NULL;
		if (said)
			continue;
		put_plain(f, r->where.kernel, -1);
		fprintf(f, " %s ", words);
		put_list(f, &same);
		fputs(*same.why ? ": " : "", f);
		put_plain(f, same.why, -1);
		fputs(".\n", f);
	}
}

void finding_others(FILE *f, const struct pivot *p, int kernel)
{
	struct column column;

	column_make(&column, p, kernel);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		say_others(f, &column, others[i].verdict, others[i].words);
}

static bool ran_on(const struct pivot *p, const char *stressor,
		   const char *kernel, enum outcome outcome)
{
	for (int i = 0; i < p->all->n; i++) {
		const struct result *r = &p->all->r[i];

		if (outcome_of(r) == outcome &&
		    !strcmp(r->stressor, stressor) &&
		    !strcmp(r->where.kernel, kernel))
			return true;
	}
	return false;
}

/* A BUSTED twin that was not caught makes all other words here worthless. */
static void say_busted(FILE *f, const struct pivot *p, const char *name)
{
	int caught = 0, missed = 0;

	for (int k = 0; k < p->kernels.n; k++) {
		const char *kernel = p->kernels.name[k];

		if (ran_on(p, name, kernel, MISSED))
			missed++;
		else
			caught += ran_on(p, name, kernel, CAUGHT);
	}
	put_plain(f, name, -1);
	fputs(" is wrong on purpose, to test the test: ", f);
	if (missed)
		fprintf(f,
			"it was MISSED on %d of %d kernels; trust nothing "
			"here.\n",
			missed, missed + caught);
	else if (caught)
		fprintf(f, "it was caught on %s%d kernel%s.\n",
			caught > 1 ? "all " : "", caught,
			caught > 1 ? "s" : "");
	else
		fputs("it did not show what it is there for.\n", f);
}

void finding_twins(FILE *f, const struct pivot *p)
{
	for (int s = 0; s < p->stressors.n; s++)
		if (is_busted(p->stressors.name[s]))
			say_busted(f, p, p->stressors.name[s]);
	if (p->all->bad_lines)
		fprintf(f, "%d line%s of the result files could not be read.\n",
			p->all->bad_lines, p->all->bad_lines > 1 ? "s" : "");
}

void findings(FILE *f, const struct pivot *p)
{
	for (int k = 0; k < p->kernels.n; k++) {
		finding_losses(f, p, k);
		finding_others(f, p, k);
	}
	finding_twins(f, p);
}

static void put_sleeper(FILE *f, const struct sleeper *s)
{
	const char state[2] = { s->state, 0 };

	fprintf(f, "  waiter %d, task %d, state ", s->waiter, s->pid);
	put_plain(f, state, 1);
	fputs(", asleep in ", f);
	put_plain(f, *s->wchan ? s->wchan : "?", -1);
	if (*s->syscall) {
		fputs("\n    system call: ", f);
		put_plain(f, s->syscall, -1);
	}
	if (*s->stack) {
		fputs("\n    stack: ", f);
		put_plain(f, s->stack, -1);
	}
	putc('\n', f);
}

void evidence_text(FILE *f, const struct result *r, const struct evidence *e)
{
	put_plain(f, r->stressor, -1);
	fputs(" on ", f);
	put_plain(f, r->where.kernel, -1);
	fputs(" (Linux ", f);
	put_plain(f, r->where.release, -1);
	fputs(", ", f);
	put_plain(f, r->where.tier, -1);
	fprintf(f, "), %s, seed %" PRIu64 ", round %" PRIu64 ":\n",
		mode_names[r->mode], r->seed, e->round);
	fprintf(f,
		"  %d of %d waiters in wait(), all asleep; %d sitting out\n"
		"  ledger: %" PRId64 " event%s posted and not taken",
		e->asleep, r->waiters, e->resting, e->outstanding,
		e->outstanding == 1 ? "" : "s");
	if (e->ready >= 0)
		fprintf(f, "; probe: the site is %sready",
			e->ready ? "" : "not ");
	putc('\n', f);
	for (int i = 0; i < e->sleepers && i < MAX_SLEEPERS; i++)
		put_sleeper(f, &e->sleeper[i]);
	fputs("  healed: ", f);
	put_plain(f, *e->healed ? e->healed : "not", -1);
	putc('\n', f);
}

static bool is_proof(const struct result *r, const char *kernel)
{
	return verdict_is_loss(r->verdict) && r->evidences &&
	       !is_busted(r->stressor) && !strcmp(r->where.kernel, kernel);
}

/* A duel's first: all its waiters sleep, and a known one was signalled. */
const struct result *first_proof(const struct pivot *p, int kernel)
{
	for (unsigned mode = 0; mode < MODES; mode++)
		for (int i = 0; i < p->all->n; i++) {
			const struct result *r = &p->all->r[i];

			if (r->mode == mode &&
			    is_proof(r, p->kernels.name[kernel]))
				return r;
		}
	return NULL;
}
