// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "say.h"

/* What decides when runs of one cell differ. */
static const int severity[VERDICTS] = {
	[SKIP] = 0,   [PASS] = 1, [SUSPECT] = 2, [BROKEN] = 3,	    [HERD] = 4,
	[ASTRAY] = 5, [HANG] = 6, [NARROW] = 7,	 [LOST_WAKEUP] = 8,
};

static int name_index(const struct names *list, const char *name)
{
	for (int i = 0; i < list->n; i++)
		if (!strcmp(list->name[i], name))
			return i;
	return -1;
}

static void name_add(struct names *list, const char *name)
{
	if (list->n < MAX_NAMES && name_index(list, name) < 0)
		list->name[list->n++] = name;
}

void pivot_make(struct pivot *p, const struct results *all)
{
	memset(p, 0, sizeof(*p));
	p->all = all;
	if (all->base)
		name_add(&p->kernels, all->base);
	for (int i = 0; i < all->n; i++) {
		name_add(&p->kernels, all->r[i].where.kernel);
		name_add(&p->stressors, all->r[i].stressor);
	}
}

bool pivot_has(const struct pivot *p, enum mode mode)
{
	for (int i = 0; i < p->all->n; i++)
		if (p->all->r[i].mode == mode)
			return true;
	return false;
}

const struct result *pivot_kernel(const struct pivot *p, int kernel)
{
	const struct result *r = p->all->r;

	while (strcmp(r->where.kernel, p->kernels.name[kernel]))
		r++;
	return r;
}

double workload_rate(const struct result *r)
{
	double ns = (double)r->workload.running_ns;

	return ns > 0 ? (double)r->tally.taken * SEC_NS / ns : 0;
}

void cell_add(struct cell *c, const struct result *r)
{
	if (!c->runs++ || severity[r->verdict] > severity[c->worst]) {
		c->worst = r->verdict;
		c->sample = r;
	}
	if (r->verdict == SKIP || r->verdict == BROKEN)
		return;
	c->hit += verdict_status(r->verdict) == STATUS_FOUND;
	c->lost += r->tally.lost;
	c->rounds += r->tally.rounds;
	c->rate += workload_rate(r);
}

struct cell pivot_cell(const struct pivot *p, enum mode mode, int kernel,
		       int stressor)
{
	struct cell c = { 0 };

	for (int i = 0; i < p->all->n; i++) {
		const struct result *r = &p->all->r[i];

		if (r->mode == mode &&
		    !strcmp(r->where.kernel, p->kernels.name[kernel]) &&
		    !strcmp(r->stressor, p->stressors.name[stressor]))
			cell_add(&c, r);
	}
	return c;
}

const char *rate_text(double rate, char text[CELL_LEN])
{
	snprintf(text, CELL_LEN, "%.*f", rate < 100 ? 2 : 0, rate);
	return text;
}

void cell_text(const struct cell *c, char text[CELL_LEN])
{
	char rate[CELL_LEN];

	if (!c->runs)
		snprintf(text, CELL_LEN, "-");
	else if (c->worst == PASS && c->rate > 0)
		snprintf(text, CELL_LEN, "pass %.16s/s",
			 rate_text(c->rate / c->runs, rate));
	else if (c->worst == PASS && !c->rounds)
		snprintf(text, CELL_LEN, "pass");
	else if (c->worst == PASS || verdict_is_loss(c->worst))
		snprintf(text, CELL_LEN, "%s %" PRIu64 "/%" PRIu64,
			 c->worst == LOST_WAKEUP ? "lost"
						 : verdict_names[c->worst],
			 c->lost, c->rounds);
	else
		snprintf(text, CELL_LEN, "%s", verdict_names[c->worst]);
}

bool is_busted(const char *stressor)
{
	const char *tail = strstr(stressor, "busted");

	return tail && !tail[6] && (tail == stressor || tail[-1] == '-');
}

bool twin_must_show(const char *stressor, enum mode mode, enum act act)
{
	const struct stressor *s = stressor_find(stressor);
	const char *name = act_names[act];

	return s && s->busted && mode == MODE_DUEL && act != ACT_RACE &&
	       word_in(s->busted, name, strlen(name));
}

enum outcome outcome_of(const struct result *r)
{
	switch (verdict_status(r->verdict)) {
	case STATUS_FOUND: return is_busted(r->stressor) ? CAUGHT : FAILED;
	case STATUS_PASS:
		return twin_must_show(r->stressor, r->mode, r->act) ? MISSED
								    : PASSED;
	case STATUS_UNKNOWN: return UNSURE;
	case STATUS_SKIPPED: return SKIPPED;
	}
	return UNSOUND;
}

bool outcome_is_bad(enum outcome outcome)
{
	return outcome == FAILED || outcome == MISSED || outcome == UNSURE ||
	       outcome == UNSOUND;
}

struct setting setting_of(const struct result *r)
{
	struct setting at = { .stressor = r->stressor,
			      .mode = r->mode,
			      .act = r->act,
			      .waiters = r->waiters,
			      .threads = r->threads,
			      .tier = r->where.tier,
			      .noise = r->noise.command };

	if (r->mode != MODE_DUEL)
		at.cpus = r->where.cpus;
	if (r->mode == MODE_STORM) {
		at.wakers = r->wakers;
		at.signals = r->signals;
		at.coincidences = r->coincidences;
		at.rate = r->rate;
		at.loop = r->loop;
		at.placement = r->placement;
		at.traced = r->traced;
	}
	return at;
}

static bool storm_same(const struct setting *a, const struct setting *b)
{
	return a->wakers == b->wakers && a->signals == b->signals &&
	       a->coincidences == b->coincidences && a->rate == b->rate &&
	       a->loop == b->loop && a->placement == b->placement &&
	       a->traced == b->traced;
}

bool setting_same(const struct setting *a, const struct setting *b)
{
	return a->mode == b->mode && a->act == b->act &&
	       a->waiters == b->waiters && a->threads == b->threads &&
	       a->cpus == b->cpus && storm_same(a, b) &&
	       !strcmp(a->stressor, b->stressor) && !strcmp(a->tier, b->tier) &&
	       !strcmp(a->noise, b->noise);
}

/* ", 1000 signals/s" behind the text, or nothing for 0. */
static void add_count(char text[STORM_TEXT], uint64_t n, const char *what)
{
	size_t len = strlen(text);

	if (n)
		snprintf(text + len, STORM_TEXT - len, ", %" PRIu64 " %s", n,
			 what);
}

const char *storm_text(const struct setting *at, char text[STORM_TEXT])
{
	size_t len;

	*text = 0;
	add_count(text, at->wakers > 1 ? at->wakers : 0, "wakers");
	add_count(text, at->signals, "signals/s");
	add_count(text, at->coincidences, "coincidences/s");
	add_count(text, at->rate, "events/s");
	len = strlen(text);
	if (at->placement != PLACEMENT_FREE)
		snprintf(text + len, STORM_TEXT - len, ", placement %s",
			 placement_names[at->placement]);
	len = strlen(text);
	if (at->traced)
		snprintf(text + len, STORM_TEXT - len, ", traced");
	return text;
}

int settings_find(const struct results *all, struct setting *setting, int max,
		  bool (*wanted)(const struct result *r))
{
	int n = 0, k;

	for (int i = 0; i < all->n && n < max; i++) {
		if (wanted && !wanted(&all->r[i]))
			continue;
		setting[n] = setting_of(&all->r[i]);
		for (k = 0; !setting_same(&setting[k], &setting[n]);)
			k++;
		n += k == n;
	}
	return n;
}

bool tier_comparable(const char *tier)
{
	return !strcmp(tier, "qemu-icount") || !strcmp(tier, "native");
}

static bool same_unit(const struct result *a, const struct result *b)
{
	return a->seed == b->seed &&
	       !strcmp(a->where.boot_id, b->where.boot_id);
}

/* Has r latencies that count here?  What was broken has none. */
static bool has_latency(const struct result *r, const struct setting *setting,
			const char *kernel)
{
	struct setting s = setting_of(r);

	return r->latency.count && r->verdict != SKIP && r->verdict != BROKEN &&
	       setting_same(&s, setting) &&
	       (!kernel || !strcmp(r->where.kernel, kernel));
}

int units_make(struct units *u, const struct results *all,
	       const struct setting *setting, const char *kernel)
{
	int want = 0, k;

	for (int i = 0; i < all->n; i++)
		want += has_latency(&all->r[i], setting, kernel);
	u->n = 0;
	u->unit = calloc(want + 1, sizeof(*u->unit));
	if (!u->unit)
		return -ENOMEM;
	for (int i = 0; i < all->n; i++) {
		if (!has_latency(&all->r[i], setting, kernel))
			continue;
		for (k = 0; k < u->n; k++)
			if (same_unit(u->unit[k].of, &all->r[i]))
				break;
		if (k == u->n)
			u->unit[u->n++].of = &all->r[i];
		hist_merge(&u->unit[k].latency, &all->r[i].latency);
	}
	return 0;
}
