// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel against what kernels/found.tsv says of its release: every stressor,
 * with every act that fits it, and no loss that is not explained there.
 */
#include <inttypes.h>
#include <string.h>

#include "engine/act.h"
#include "found.h"
#include "guest/matrix.h"
#include "say.h"

/* What that kernel does at that site, where it is not a pass. */
static const struct found *known(const struct found_table *t,
				 const struct stressor *s, enum act act,
				 const char *running)
{
	const char *name = act_names[act], *kernel = found_kernel(t, running);
	const struct found *f = NULL;

	while (kernel && (f = found_next(t, s->name, f)))
		if (!strcmp(f->kernel, kernel) &&
		    (act == ACT_STORM || !strcmp(f->verdict, "absent") ||
		     word_in(f->acts, name, strlen(name))))
			return f;
	return NULL;
}

static const char *expected(const struct found_table *t,
			    enum knowledge known_as, const struct stressor *s,
			    const struct result *r)
{
	const char *name = act_names[r->act];
	const struct found *f = known(t, s, r->act, r->where.release);

	if (f && !strcmp(f->verdict, "absent"))
		return verdict_names[SKIP];
	if (f && !(known_as == MENDED && *f->fix))
		return f->verdict;
	if (s->busted &&
	    (r->act == ACT_STORM || word_in(s->busted, name, strlen(name))))
		return verdict_names[LOST_WAKEUP];
	return verdict_names[PASS];
}

static bool is_of(const struct result *r, const char *kernel,
		  const struct plan *p)
{
	return r->act == p->act && !strcmp(r->stressor, p->stressor->name) &&
	       !strcmp(r->where.kernel, kernel);
}

/* A cure may wake all. */
static bool is_herd_of_cure(const struct found_table *t,
			    enum knowledge known_as, const struct result *r,
			    const struct stressor *s)
{
	const struct found *f = known(t, s, ACT_STORM, r->where.release);

	return known_as == MENDED && r->verdict == HERD && f && *f->fix;
}

/* A race and a storm need not show what is there; not every site can storm, and
 * how a storm at a site with a loss ends is chance. */
static bool agrees(const struct result *r, const char *want)
{
	if (!strcmp(want, verdict_names[r->verdict]))
		return true;
	if (r->act == ACT_STORM)
		return r->verdict == PASS || r->verdict == SKIP ||
		       strcmp(want, verdict_names[PASS]) != 0;
	return r->act == ACT_RACE && r->verdict == PASS;
}

static int judge_act(const char *kernel, enum knowledge known_as,
		     const struct plan *p, const struct found_table *t,
		     const struct results *all, FILE *f)
{
	int seen = 0, status = STATUS_PASS;

	for (int i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];
		const char *want;

		if (!is_of(r, kernel, p) || r->verdict == BROKEN)
			continue;
		seen++;
		want = expected(t, known_as, p->stressor, r);
		if (agrees(r, want) ||
		    is_herd_of_cure(t, known_as, r, p->stressor))
			continue;
		fprintf(f,
			"%s/%s/%s: expected %s, got %s (%s, seed %" PRIu64
			")%s%s\n",
			kernel, p->stressor->name, act_names[p->act], want,
			verdict_names[r->verdict], r->where.tier, r->seed,
			r->why[0] ? ": " : "", r->why);
		status = STATUS_FOUND;
	}
	if (seen || p->act == ACT_STORM)
		return status;
	fprintf(f, "%s/%s/%s: no record\n", kernel, p->stressor->name,
		act_names[p->act]);
	return STATUS_BROKEN;
}

int matrix_judge_found(const char *kernel, enum knowledge known_as,
		       const struct results *all, FILE *f)
{
	struct found_table t;
	int status = STATUS_PASS;

	if (found_read(&t))
		return STATUS_BROKEN;
	for (int i = 0; stressors[i]; i++)
		for (enum act act = 0; act <= ACT_STORM; act++) {
			struct plan p = { .stressor = stressors[i],
					  .act = act,
					  .threads = stressors[i]->threads,
					  .waiters = MAX_WAITERS };

			if (!act_unfit(&p))
				status = worse_status(
					status, judge_act(kernel, known_as, &p,
							  &t, all, f));
		}
	found_free(&t);
	return status;
}
