// SPDX-License-Identifier: GPL-2.0
/*
 * What was seen in free-running time and not proven, against the same in
 * virtual time: there a hang is one.
 */
#include <inttypes.h>
#include <string.h>

#include "guest/matrix.h"
#include "say.h"
#include "where.h"

/* Is it the same plan on the same kernel, in virtual time, with an answer? */
static bool is_replay(const struct result *r, const struct result *suspect)
{
	return tier_is_virtual(r->where.tier) && r->verdict != SKIP &&
	       r->verdict != BROKEN && r->verdict != SUSPECT &&
	       r->mode == suspect->mode && r->act == suspect->act &&
	       r->seed == suspect->seed && r->waiters == suspect->waiters &&
	       r->threads == suspect->threads &&
	       !strcmp(r->stressor, suspect->stressor) &&
	       !strcmp(r->script, suspect->script) &&
	       !strcmp(r->where.kernel, suspect->where.kernel) &&
	       !strcmp(r->where.append, suspect->where.append);
}

const struct result *matrix_confirmation(const struct results *all,
					 const struct result *suspect)
{
	const struct result *best = NULL;

	for (int i = 0; i < all->n; i++)
		if (is_replay(&all->r[i], suspect) &&
		    (!best ||
		     verdict_status(all->r[i].verdict) == STATUS_FOUND))
			best = &all->r[i];
	return best;
}

int matrix_judge_suspects(const struct results *all, FILE *f)
{
	int status = STATUS_PASS;

	for (int i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i], *c;

		if (r->verdict != SUSPECT)
			continue;
		c = matrix_confirmation(all, r);
		fprintf(f, "%s/%s: suspect (%s, %s, seed %" PRIu64 "), %s%s\n",
			r->where.kernel, r->stressor, act_names[r->act],
			r->where.tier, r->seed,
			c ? "in virtual time "
			  : "not confirmed: no record in "
			    "virtual time",
			c ? verdict_names[c->verdict] : "");
		if (!c || verdict_status(c->verdict) != STATUS_FOUND)
			status = STATUS_UNKNOWN;
	}
	return status;
}
