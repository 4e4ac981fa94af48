// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "commands/replay.h"
#include "commands/sink.h"
#include "engine/run.h"
#include "print.h"
#include "report.h"
#include "say.h"
#include "tether.h"

static bool is_finding(const struct result *r)
{
	return (r->act == ACT_SCRIPT || r->act == ACT_STRETCH) &&
	       verdict_status(r->verdict) == STATUS_FOUND;
}

int findings_load(const char *option, const char *path, struct result **loss)
{
	struct results all;
	int n = 0, ret = results_load(path, &all);

	*loss = ret ? NULL : calloc(all.n + 1, sizeof(**loss));
	for (int i = 0; *loss && i < all.n; i++)
		if (is_finding(&all.r[i]))
			(*loss)[n++] = all.r[i];
	results_free(&all);
	if (!ret && !*loss)
		complain("out of memory");
	else if (!ret && !n)
		complain("--%s %s: no finding of explore in it", option, path);
	return n;
}

/* How a record was made.  0, or a status after a complaint: it is hostile. */
static int plan_of(const struct result *r, struct plan *plan)
{
	char why[WORDS_MAX];

	*plan = (struct plan){ .stressor = stressor_find(r->stressor),
			       .mode = MODE_DUEL,
			       .act = r->act,
			       .waiters = r->waiters,
			       .threads = r->threads,
			       .fair = !r->realtime,
			       .rounds =
				       r->rounds ? r->rounds : r->tally.rounds,
			       .seed = r->seed };
	if (!plan->stressor)
		return complain("a finding at an unknown stressor: %s",
				r->stressor);
	if (r->act == ACT_SCRIPT &&
	    script_parse(r->script, &plan->script, why, sizeof(why)))
		return complain("a finding at %s, script '%s': %s", r->stressor,
				r->script, why);
	if (r->act == ACT_SCRIPT)
		plan->waiters = script_cast(&plan->script);
	if (plan->waiters >= 1 && plan->waiters <= MAX_WAITERS && plan->rounds)
		return 0;
	return complain("a finding at %s of %d waiters, %llu rounds",
			r->stressor, r->waiters,
			(unsigned long long)plan->rounds);
}

void replay_tell(FILE *f, const struct result *then, const struct result *now)
{
	if (now->verdict == then->verdict)
		fputs("  again\n", f);
	else
		fprintf(f, "  not again: it was %s\n",
			verdict_names[then->verdict]);
}

/* In order; those that were found again come to the front.  How many. */
static int play_all(struct sink *sink, const struct where *where,
		    const struct plan *plan, int n, struct result *loss)
{
	struct result now;
	int again = 0;

	print_header(sink->table);
	for (int i = 0; i < n && !stop_requested(); i++) {
		run_plan(&plan[i], where, &now);
		sink_deliver(sink, &now);
		replay_tell(sink->table, &loss[i], &now);
		if (is_finding(&now))
			loss[again++] = now;
	}
	return again;
}

int replay(struct sink *sink, const struct where *where, struct result *loss,
	   int *n)
{
	struct plan *plan = calloc(*n, sizeof(*plan));
	int ret = 0;

	if (!plan)
		return complain("out of memory");
	for (int i = 0; i < *n && !ret; i++)
		ret = plan_of(&loss[i], &plan[i]);
	*n = ret ? 0 : play_all(sink, where, plan, *n, loss);
	free(plan);
	return ret;
}
