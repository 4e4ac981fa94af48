// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run`: options -> plans. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands/run-plans.h"
#include "commands/words.h"
#include "engine/act.h"
#include "script.h"

#define DEFAULT_TIMEOUT_NS (10 * SEC_NS)

/* The act that hurts most, of those that fit. */
static enum act usual_act(const struct stressor *s)
{
	static const enum act by_stop[] = { [STOP_SIGNAL] = ACT_DUEL,
					    [STOP_KILL] = ACT_KILL,
					    [STOP_NOTHING] = ACT_PING };

	return by_stop[s->stop];
}

/* Shall this plan be run?  A named act that does not fit is run to say why. */
static bool is_wanted(const struct run_options *o, const struct plan *p)
{
	if (p->mode == MODE_STORM || p->act == ACT_STORM)
		return p->mode == MODE_STORM && p->act == ACT_STORM;
	if (o->scripts)
		return true;
	if (p->act >= FIXED_ACTS)
		return false;
	if (!o->acts)
		return p->act ==
		       (p->threads ? ACT_DUEL : usual_act(p->stressor));
	if (!strcmp(o->acts, "all"))
		return !act_unfit(p) && !act_missing(p);
	return in_list(o->acts, act_names[p->act]);
}

/* Ways to play a round: the given scripts, else the acts. */
static int variants(const struct run_options *o)
{
	return o->scripts ? o->scripts : ACTS;
}

/* Number k of the plans for sites of a stressor: each variant at each site, for
 * each number of waiters. */
static struct plan plan_of(const struct run_options *o, enum mode mode,
			   const struct stressor *s, int k, uint64_t waiters)
{
	const struct script *script = &o->script[k % variants(o)];
	struct plan p = { .stressor = s,
			  .mode = mode,
			  .act = k % variants(o),
			  .site = k / variants(o),
			  .waiters = (int)waiters,
			  .wakers = (int)o->wakers,
			  .threads = o->threads || s->threads,
			  .fair = o->fair,
			  .perf = o->perf || !o->perf_cpus ? o->perf : "",
			  .trace = o->trace,
			  .perf_cpus = o->perf_cpus,
			  .rounds = o->rounds,
			  .signals = o->signals,
			  .coincidences = o->coincidences,
			  .rate = o->rate,
			  .placement = o->placement,
			  .seed = o->seed };

	if (!o->scripts)
		return p;
	p.act = ACT_SCRIPT;
	p.script = *script;
	p.waiters = script_cast(script);
	return p;
}

/* Those for one stressor; how many. */
static int expand_one(const struct run_options *o, enum mode mode, int stressor,
		      struct plan *plan)
{
	int sites = (int)o->sites[stressor] * variants(o), n = 0;

	for (int w = 0; w < o->waiters.n; w++)
		for (int k = 0; k < sites; k++) {
			plan[n] = plan_of(o, mode, stressors[stressor], k,
					  o->waiters.item[w]);
			if (is_wanted(o, &plan[n]))
				n++;
		}
	return n;
}

static int expand(const struct run_options *o, enum mode mode,
		  struct plan **plans)
{
	int n = 0, most = 0;

	for (int i = 0; stressors[i]; i++)
		most += (int)o->sites[i] * variants(o) * o->waiters.n;
	*plans = calloc(most ? most : 1, sizeof(**plans));
	if (!*plans || !in_list(o->modes, mode_names[mode]))
		return *plans ? 0 : -ENOMEM;
	for (int i = 0; stressors[i]; i++)
		n += expand_one(o, mode, i, *plans + n);
	return n;
}

bool plans_one_by_one(const struct run_options *o, enum mode mode)
{
	return mode == MODE_DUEL || o->sequential || o->quick ||
	       o->placement != PLACEMENT_FREE || o->waiters.n > 1;
}

/* The time is shared by those that run one by one. */
static void share_time(const struct run_options *o, struct plan *p, int n)
{
	uint64_t time = o->timeout_ns;

	if (!time && !o->rounds)
		time = o->quick ? DEFAULT_TIMEOUT_NS / 2 : DEFAULT_TIMEOUT_NS;
	for (int i = 0; i < n; i++)
		p[i].timeout_ns =
			plans_one_by_one(o, p->mode) ? time / n : time;
}

int plans_make(const struct run_options *o, enum mode mode, struct plan **plans)
{
	int n = expand(o, mode, plans);

	if (n > 0)
		share_time(o, *plans, n);
	return n;
}
