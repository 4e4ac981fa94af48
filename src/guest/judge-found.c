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

/* Does the act show it: always ("ping"), or by chance ("ping?")? */
static bool shows(const struct found *f, enum act act, const char *how_often)
{
	char word[32];
	int len =
		snprintf(word, sizeof(word), "%s%s", act_names[act], how_often);

	return word_in(f->acts, word, (size_t)len);
}

struct judge {
	const char *kernel;  /* described one */
	const char *release; /* that of it which found.tsv has; or NULL */
	enum knowledge known_as;
	struct found_table found;
	FILE *f;
};

/* What a kernel does at that site, where it is not a pass. */
static const struct found *known(const struct judge *j,
				 const struct stressor *s, enum act act)
{
	const struct found *f = NULL;

	while (j->release && (f = found_next(&j->found, s->name, f)))
		if (!strcmp(f->kernel, j->release) &&
		    (act == ACT_STORM || !strcmp(f->verdict, "absent") ||
		     shows(f, act, "") || shows(f, act, "?")))
			return f;
	return NULL;
}

static bool is_mended(const struct judge *j, const struct found *f)
{
	return j->known_as == MENDED && f && *f->fix;
}

/* A race meets what another act shows each time, too; and the twins. */
static bool may_lose_in_a_race(const struct judge *j, const struct stressor *s)
{
	const struct found *f = NULL;

	while (j->release && (f = found_next(&j->found, s->name, f)))
		if (!strcmp(f->kernel, j->release) && !is_mended(j, f) &&
		    !strcmp(f->verdict, verdict_names[LOST_WAKEUP]))
			return true;
	return s->busted != NULL;
}

/* What is lost while a waiter is held is narrow there, however wide it is. */
static const char *loss_by(enum act act)
{
	return verdict_names[act == ACT_STRETCH ? NARROW : LOST_WAKEUP];
}

static const char *expected(const struct judge *j, const struct found *f,
			    const struct stressor *s, enum act act)
{
	const char *name = act_names[act];

	if (f && !strcmp(f->verdict, "absent"))
		return verdict_names[SKIP];
	if (f && !is_mended(j, f))
		return strcmp(f->verdict, verdict_names[LOST_WAKEUP])
			       ? f->verdict
			       : loss_by(act);
	if (s->busted &&
	    (act == ACT_STORM || word_in(s->busted, name, strlen(name))))
		return loss_by(act);
	return verdict_names[PASS];
}

/*
 * A race and a storm need not show what is there; not every site can storm, and
 * how a storm at a site with a loss ends is chance.  A cure may wake all. Where
 * every place is under a lock that the other side wants, nobody can be held.
 */
static bool agrees(const struct judge *j, const struct stressor *s,
		   const struct result *r, const char *want)
{
	const struct found *f = known(j, s, r->act);

	if (!strcmp(want, verdict_names[r->verdict]))
		return true;
	if (r->act == ACT_STORM)
		return r->verdict == PASS || r->verdict == SKIP ||
		       strcmp(want, verdict_names[PASS]) != 0;
	if (r->act == ACT_RACE && r->verdict == LOST_WAKEUP)
		return may_lose_in_a_race(j, s);
	if (r->act == ACT_STRETCH && r->verdict == SKIP)
		return !strcmp(want, verdict_names[PASS]);
	if (r->verdict == HERD)
		return is_mended(j, known(j, s, ACT_STORM));
	return r->verdict == PASS &&
	       (r->act == ACT_RACE || (f && shows(f, r->act, "?")));
}

static int judge_record(const struct judge *j, const struct stressor *s,
			const struct result *r)
{
	const struct found *f = known(j, s, r->act);
	const char *want = expected(j, f, s, r->act);

	if (r->verdict == BROKEN || r->verdict == SUSPECT ||
	    agrees(j, s, r, want))
		return STATUS_PASS;
	fprintf(j->f,
		"%s/%s/%s: expected %s, got %s (%s, seed %" PRIu64 ")%s%s\n",
		j->kernel, s->name, act_names[r->act], want,
		verdict_names[r->verdict], r->where.tier, r->seed,
		r->why[0] ? ": " : "", r->why);
	return STATUS_FOUND;
}

static bool is_absent(const struct judge *j, const struct stressor *s)
{
	const struct found *f = known(j, s, ACT_STORM);

	return f && !strcmp(f->verdict, "absent");
}

static int judge_act(const struct judge *j, const struct stressor *s,
		     enum act act, const struct results *all)
{
	int seen = 0, status = STATUS_PASS;

	for (int i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];

		if (r->act != act || strcmp(r->stressor, s->name) ||
		    strcmp(r->where.kernel, j->kernel))
			continue;
		seen++;
		status = worse_status(status, judge_record(j, s, r));
	}
	if (seen || act == ACT_STORM || act == ACT_STRETCH || is_absent(j, s) ||
	    (j->known_as == MENDED && !known(j, s, act)))
		return status;
	fprintf(j->f, "%s/%s/%s: no record\n", j->kernel, s->name,
		act_names[act]);
	return STATUS_BROKEN;
}

/* All records of a kernel are of one release. */
static const char *release_of(const char *kernel, const struct results *all,
			      const struct found_table *t)
{
	for (int i = 0; i < all->n; i++)
		if (!strcmp(all->r[i].where.kernel, kernel))
			return found_kernel(t, all->r[i].where.release);
	return NULL;
}

int matrix_judge_found(const char *kernel, enum knowledge known_as,
		       const struct results *all, FILE *f)
{
	struct judge j = { .kernel = kernel, .known_as = known_as, .f = f };
	int status = STATUS_PASS;

	if (found_read(&j.found))
		return STATUS_BROKEN;
	j.release = release_of(kernel, all, &j.found);
	for (int i = 0; stressors[i]; i++)
		for (enum act act = 0; act <= ACT_STORM; act++) {
			const struct stressor *s = stressors[i];
			struct plan p = { .stressor = s,
					  .act = act,
					  .threads = s->threads,
					  .waiters = MAX_WAITERS };

			if (act != ACT_EXPLORE && !act_unfit(&p))
				status = worse_status(
					status, judge_act(&j, s, act, all));
		}
	found_free(&j.found);
	return status;
}
