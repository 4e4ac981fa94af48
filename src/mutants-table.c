// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <string.h>

#include "mutants.h"
#include "say.h"

#define SURE .05 /* so improbable is silence at the rate that is told */

/* What was seen of a mutant, on and off. */
struct kills {
	uint64_t rounds, lost, off_rounds, off_lost;
	uint64_t first_round, first_ns; /* of the first record with a loss */
	const struct result *on, *off;	/* the last of each; or NULL */
};

static bool found(const struct result *r)
{
	return verdict_is_loss(r->verdict) || r->verdict == HANG ||
	       r->verdict == ASTRAY;
}

/* Wakeups, or whole events.  Those that nothing healed are one: the run ends
 * there. */
static uint64_t lost_in(const struct result *r)
{
	return r->tally.lost + r->tally.astray + (r->verdict == HANG);
}

static bool is_of(const struct result *r, const char *kernel)
{
	size_t len = kernel ? strlen(kernel) : 0;

	return !strncmp(r->where.kernel, kernel ? kernel : "", len) &&
	       (!kernel || !r->where.kernel[len] ||
		r->where.kernel[len] == '+');
}

/* On one kernel, or on all of them. */
static struct kills look_up(const struct mutant *m, const char *kernel,
			    const struct results *all)
{
	struct kills k = { 0 };

	for (int i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];

		if (!is_of(r, kernel) || !mutant_is_played(m, r))
			continue;
		if (!strcmp(r->where.mutant, m->name)) {
			if (!k.lost && lost_in(r) && r->evidences) {
				k.first_round = r->evidence[0].round;
				k.first_ns = r->first_loss_ns;
			}
			k.rounds += r->tally.rounds;
			k.lost += lost_in(r);
			k.on = r;
		} else if (!*r->where.mutant) {
			k.off_rounds += r->tally.rounds;
			k.off_lost += r->tally.lost;
			k.off = r;
		}
	}
	return k;
}

/*
 * Nothing in n rounds: the rate at which that has probability SURE, from
 * (1 - rate)^n = SURE (the "rule of three", Hanley and Lippman-Hand, JAMA
 * 1983).
 */
static double most(uint64_t n)
{
	return 1 - pow(SURE, 1 / (double)n);
}

static void put_silence(FILE *f, const struct kills *k)
{
	if (!k->on)
		fprintf(f, "not played");
	else if (k->on->verdict == SKIP || k->on->verdict == BROKEN ||
		 !k->rounds)
		fprintf(f, "%s: %s", verdict_names[k->on->verdict], k->on->why);
	else
		fprintf(f, "none in %llu rounds: under %.0f %% of them lose",
			(unsigned long long)k->rounds, 100 * most(k->rounds));
}

static void put_mutant(FILE *f, const struct mutant *m, const struct kills *k)
{
	fprintf(f, "%-30s %-20s %-8s ", m->name, m->stressor,
		act_names[m->act]);
	if (!k->lost) {
		put_silence(f, k);
	} else {
		fprintf(f, "%5llu %6llu %6llu %9.1f",
			(unsigned long long)k->lost,
			(unsigned long long)k->rounds,
			(unsigned long long)k->first_round,
			(double)k->first_ns / 1e6);
	}
	fprintf(f, "  %-10s %s\n",
		!k->off	      ? "-"
		: k->off_lost ? "LOSES, TOO"
			      : verdict_names[k->off->verdict],
		*m->fixed_by ? m->fixed_by : "(never released)");
}

void mutants_table(FILE *f, const struct results *all)
{
	int told = 0;

	for (int i = 0; i < all->n; i++)
		told += *all->r[i].where.mutant != 0;
	if (!told)
		return;
	fprintf(f, "%-30s %-20s %-8s %5s %6s %6s %9s  %-10s %s\n", "mutant",
		"stressor", "act", "lost", "rounds", "first", "after ms",
		"without", "fixed by");
	for (const struct mutant *m = mutants; m->name; m++) {
		struct kills k = look_up(m, NULL, all);

		if (k.on)
			put_mutant(f, m, &k);
	}
	for (const struct mutant *m = mutants; m->name; m++)
		if (!m->stressor)
			fprintf(f, "%-30s not killed: %s; %s\n", m->name,
				m->why, m->fixed_by);
	putc('\n', f);
}

int mutant_judge(const struct mutant *m, const char *kernel,
		 const struct results *all, FILE *f)
{
	struct kills k = look_up(m, kernel, all);

	if (!k.on || !k.off) {
		fprintf(f, "%s+%s: %s was not played with%s the mutant\n",
			kernel, m->name, m->stressor, k.on ? "out" : "");
		return STATUS_BROKEN;
	}
	if (!k.lost)
		fprintf(f, "%s+%s: %s, %s: expected a loss, got %s: %s\n",
			kernel, m->name, m->stressor, act_names[m->act],
			verdict_names[k.on->verdict], k.on->why);
	if (k.off_lost || found(k.off))
		fprintf(f, "%s: %s, %s: %s without a mutant\n", kernel,
			m->stressor, act_names[m->act],
			verdict_names[k.off->verdict]);
	return k.lost && !k.off_lost && !found(k.off) ? STATUS_PASS
						      : STATUS_FOUND;
}
