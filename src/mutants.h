/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mutants: kernels with a mistake that can be switched on
 * (kernels/patches/mutants/switched).  Which there are, what kills each, that is
 * shows it, and the table of who was killed.
 */
#ifndef MUTANTS_H
#define MUTANTS_H

#include "report.h"

struct mutant {
	const char *name;	/* of the patch, and of the static key */
	const char *stressor;	/* NULL: nothing kills it, and why says why */
	enum act act;		/* ACT_SCRIPT: script */
	const char *script;
	const char *fixed_by; /* commit (release); "": it was never released */
	const char *why;
};

extern const struct mutant mutants[]; /* ends with a NULL name */

/* By name, or NULL. */
const struct mutant *mutant_find(const char *name);

/* Name of number i, or NULL behind the last one; "all" comes first. */
const char *mutant_name_at(int i);

/* Is r about what kills m: the same stressor, and steps? */
bool mutant_is_played(const struct mutant *m, const struct result *r);

/*
 * For each mutant that all has records of: wakeups lost in how many rounds, in
 * which and when the first, what came out without the mutant; for silence how
 * often it may lose at most and still be silent so long (95 %).  Then those that
 * nothing kills, and why.  Nothing at all where no record tells of a mutant.
 */
void mutants_table(FILE *f, const struct results *all);

/*
 * Does this mutant, which something kills, lose on that kernel, and nothing
 * without it?  A line a difference on f.  Statuses as those of matrix_judge().
 */
int mutant_judge(const struct mutant *m, const char *kernel,
		 const struct results *all, FILE *f);

/* The kernel's list of those that are on: all others are off. */
#define MUTANT_SWITCH "/sys/module/kernel/parameters/mutants"

/* A mutant that was switched on here, and who switches it off. */
struct mutant_switch {
	const char *path; /* MUTANT_SWITCH; the caller's to set */
	int leash, guard; /* -1, 0: nothing to do */
};

/* Has this kernel mutants that we may switch?  0, or -errno. */
int mutant_check(void);

/* The names of those that are on, cut to size; none is "". */
void mutant_is_on(char names[NAME_LEN]);

/*
 * Switch on this one alone; NULL: none.  What was on before comes back at mutant_off(), or
 * when we and all that we start are gone, whatever ended us.  0, or -errno:
 * -ENOENT: this kernel has no mutants; -EINVAL: not this one.
 */
int mutant_on(struct mutant_switch *s, const char *name);

/* Has the kernel at path this one?  1, 0, or -errno. */
int mutant_is_here(const char *path, const char *name);

/* 0, or -EIO: what was on before could not be brought back. */
int mutant_off(struct mutant_switch *s);

#endif
