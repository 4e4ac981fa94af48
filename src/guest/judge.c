// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guest/matrix.h"
#include "mutants.h"
#include "say.h"

static bool about(const struct matrix_expect *e, const struct result *r)
{
	return !strcmp(e->kernel, r->where.kernel) &&
	       !strcmp(e->stressor, r->stressor) &&
	       (e->act == ACTS || e->act == r->act);
}

/* A broken record and a suspect one say nothing either way; all of them are told
 * apart. */
static bool contradicts(const struct matrix_expect *e, const struct result *r)
{
	if (r->verdict == BROKEN || r->verdict == SUSPECT)
		return false;
	if (r->mode == MODE_DUEL)
		return r->verdict != e->verdict;
	return e->verdict == PASS &&
	       (r->verdict == LOST_WAKEUP || r->verdict == HANG);
}

static void differs(FILE *f, const struct matrix_expect *e,
		    const struct result *r)
{
	fprintf(f,
		"%s/%s: expected %s, got %s (%s, %s, seed %" PRIu64 ")%s%s%s\n",
		e->kernel, e->stressor, verdict_names[e->verdict],
		verdict_names[r->verdict], act_names[r->act], r->where.tier,
		r->seed, r->why[0] ? ": " : "", r->why,
		verdict_is_loss(e->verdict) ? " (a control that does not "
					      "fire makes the pair broken)"
					    : "");
}

/* One expectation against all records. */
static int judge_one(const struct matrix_expect *e, const struct results *all,
		     FILE *f)
{
	int i, duels = 0, status = STATUS_PASS;

	for (i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];

		if (!about(e, r))
			continue;
		duels += r->mode == MODE_DUEL;
		if (contradicts(e, r)) {
			differs(f, e, r);
			status = STATUS_FOUND;
		}
	}
	if (duels)
		return status;
	fprintf(f, "%s/%s: expected %s, got no record of a duel\n", e->kernel,
		e->stressor, verdict_names[e->verdict]);
	return worse_status(status, STATUS_BROKEN);
}

static bool has_patch(const struct kernel_spec *spec, const char *name)
{
	char file[NAME_MAX];

	snprintf(file, sizeof(file), "/%s.patch", name);
	for (int i = 0; i < spec->patches; i++)
		if (!strcmp(strrchr(spec->patch[i], '/'), file))
			return true;
	return false;
}

/* A kernel's mutants are those whose patches it has. */
static int judge_mutants(const char *kernel, const struct results *all, FILE *f)
{
	struct kernel_spec *spec = malloc(sizeof(*spec));
	int n = 0, status = STATUS_PASS;

	if (!spec || kernel_describe(kernel, spec)) {
		free(spec);
		return STATUS_BROKEN;
	}
	for (const struct mutant *m = mutants; m->name; m++) {
		if (!m->stressor || !has_patch(spec, m->name))
			continue;
		n++;
		status = worse_status(status, mutant_judge(m, kernel, all, f));
	}
	free(spec);
	if (n)
		return status;
	fprintf(f, "%s: has no mutant that something kills\n", kernel);
	return STATUS_BROKEN;
}

int matrix_judge(const struct matrix *m, const struct results *all, FILE *f)
{
	int i, status = STATUS_PASS;

	for (i = 0; i < m->expects; i++)
		status = worse_status(status, judge_one(&m->expect[i], all, f));
	for (i = 0; i < m->kernels; i++)
		if (m->known[i] == MUTANTS)
			status = worse_status(
				status, judge_mutants(m->kernel[i], all, f));
		else if (m->known[i])
			status = worse_status(status,
					      matrix_judge_found(m->kernel[i],
								 m->known[i],
								 all, f));
	status = worse_status(status, matrix_judge_suspects(all, f));
	for (i = 0; i < all->n; i++) {
		const struct result *r = &all->r[i];

		if (r->verdict != BROKEN)
			continue;
		fprintf(f, "%s/%s: broken (%s, %s, seed %" PRIu64 "): %s\n",
			r->where.kernel, r->stressor, act_names[r->act],
			r->where.tier, r->seed, r->why);
		status = worse_status(status, STATUS_BROKEN);
	}
	if (all->bad_lines) {
		fprintf(f, "%d lines are no records\n", all->bad_lines);
		status = worse_status(status, STATUS_BROKEN);
	}
	return status;
}
