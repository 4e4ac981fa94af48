// SPDX-License-Identifier: GPL-2.0
/* Verdicts on both sides: what is proven, and what chance has a part in. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "say.h"

bool by_chance(const struct setting *at)
{
	return at->mode == MODE_STORM || at->act == ACT_RACE;
}

/* A BUSTED twin is there to be caught. */
static bool missed(const struct setting *setting, const struct cell *c)
{
	return c->worst == PASS &&
	       twin_must_show(setting->stressor, setting->mode, setting->act);
}

static void say(struct compared *c, enum change change, const char *why)
{
	c->change = change;
	c->why = why;
}

/* Is there something to compare at all?  If not, it is said why. */
static bool can_judge(struct compared *c)
{
	const struct cell *base = &c->cell[BASE], *now = &c->cell[NEW];
	int a = verdict_status(base->worst), b = verdict_status(now->worst);

	if (!base->runs || !now->runs)
		say(c, CANNOT_TELL, "on one side only");
	else if (missed(&c->at, base) || missed(&c->at, now))
		say(c, NOT_SOUND, "a BUSTED twin was not caught");
	else if (a == STATUS_BROKEN || b == STATUS_BROKEN)
		say(c, NOT_SOUND, "a run is broken");
	else if (a == STATUS_SKIPPED || b == STATUS_SKIPPED)
		say(c, CANNOT_TELL, "skipped");
	else if (a == STATUS_UNKNOWN || b == STATUS_UNKNOWN)
		say(c, CANNOT_TELL, "suspect, and not confirmed");
	else
		return true;
	return false;
}

static const char *still(const struct cell *now)
{
	return now->worst == HERD   ? "a herd on both"
	       : now->worst == HANG ? "hangs on both"
				    : "loses on both";
}

void verdicts_judge(struct compared *c)
{
	const struct cell *base = &c->cell[BASE], *now = &c->cell[NEW];
	int a = verdict_status(base->worst), b = verdict_status(now->worst);
	bool worse = a == STATUS_PASS || (a == b && base->worst == HERD);

	if (!can_judge(c))
		return;
	if (worse_status(a, b) == STATUS_PASS)
		say(c, SAME, "");
	else if (a == b && (base->worst == HERD) == (now->worst == HERD))
		say(c, SAME, still(now));
	/* In a storm it takes luck to catch a BUSTED twin. */
	else if (is_busted(c->at.stressor))
		say(c, CANNOT_TELL, "wrong on purpose, and found by luck");
	/* A herd costs time; a lost wakeup or a hang is for ever. */
	else
		say(c, worse ? REGRESSED : IMPROVED, "");
}

/* A boot whose time of loss is not known can't be set in order. */
static int times_of(const struct boots *b, bool second, struct survival *s)
{
	int n = 0;

	for (int i = 0; i < b->n && i < MAX_SIDE; i++) {
		const struct boot *boot = &b->boot[i];

		if (boot->hit && boot->first_loss_ns <= 0)
			return -1;
		s[n++] = (struct survival){ boot->hit ? boot->first_loss_ns
						      : boot->elapsed_ns,
					    boot->hit, second };
	}
	return n;
}

static int log_rank(struct losses *l, const struct boots *base,
		    const struct boots *now)
{
	struct survival s[2 * MAX_SIDE];
	int a = times_of(base, false, s), b;

	if (a < 0)
		return 0;
	b = times_of(now, true, s + a);
	if (b < 0)
		return 0;
	l->test = "log-rank";
	return stats_log_rank(s, a + b, &l->z, &l->p);
}

static void count(struct losses *l, int side, const struct boots *b)
{
	l->boots[side] = b->n;
	for (int i = 0; i < b->n; i++) {
		l->hit[side] += b->boot[i].hit;
		l->waits[side] += b->boot[i].waits;
	}
}

/* Boots of each side at which these shares of hits would be told apart, less
 * those that are there. */
static int more_boots(const struct losses *l)
{
	double a = (double)l->hit[BASE] / l->boots[BASE];
	double b = (double)l->hit[NEW] / l->boots[NEW];
	int have =
		l->boots[BASE] > l->boots[NEW] ? l->boots[NEW] : l->boots[BASE];
	int n = have + 1;

	while (n - have < MOST_MORE &&
	       stats_fisher((int)lround(a * n), n, (int)lround(b * n), n) >=
		       ALPHA)
		n++;
	return n - have;
}

/*
 * Where one side has no loss, Fisher's exact test of boots with a loss; where
 * both have some, when the first one came, by the log-rank test.
 */
int losses_test(struct losses *l, const struct boots *base,
		const struct boots *now)
{
	*l = (struct losses){ .test = "Fisher", .p = 1, .p_family = 1 };
	count(l, BASE, base);
	count(l, NEW, now);
	if (!base->n || !now->n)
		return 0;
	l->tested = l->hit[BASE] || l->hit[NEW];
	l->p = stats_fisher(l->hit[BASE], base->n, l->hit[NEW], now->n);
	l->more = l->tested ? more_boots(l) : 0;
	l->z = (double)l->hit[NEW] / now->n - (double)l->hit[BASE] / base->n;
	if (l->hit[BASE] && l->hit[NEW])
		return log_rank(l, base, now);
	return 0;
}

void losses_decide(struct compared *c)
{
	struct losses *l = &c->losses;
	bool both = l->hit[BASE] && l->hit[NEW];

	if (!l->tested || c->change == NOT_SOUND || is_busted(c->at.stressor))
		return;
	if (l->p_family < ALPHA)
		say(c, l->z > 0 ? REGRESSED : IMPROVED,
		    both ? "the first loss comes at another time" : "");
	else if (!both && c->change != SAME)
		say(c, CANNOT_TELL, "a loss may be chance on one side");
	if (c->change != CANNOT_TELL)
		l->more = 0;
}
