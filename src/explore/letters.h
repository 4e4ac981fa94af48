/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The steps that scripts of one site are made of, and which rows of them are
 * worth a play.  Rows that differ only in how they are written are played once.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include <stdint.h>

#include "plan.h"

#define MAX_LETTERS 96

struct letters {
	int n;
	struct step step[MAX_LETTERS];
};

#define WEIGHTS 3

/* How much longer than others a step takes, 0 to WEIGHTS - 1, where it is not
 * what the site is about. */
int step_weight(const struct stressor *s, enum step_kind kind);

/* All steps that plan's stressor knows, for plan.waiters waiters. */
void letters_make(struct letters *l, const struct plan *plan);

/*
 * Is s in its one form?  It ends with a run and begins with none, two runs or
 * posts do not follow each other, and waiters that rest at the start are called
 * by their numbers in turn, before anything else names them.  The lanes of a race
 * are in the order of their kinds and numbers, an event each.
 */
bool script_is_proper(const struct script *s);

/* Append the run that a script ends with, if it has none yet. */
void script_finish(struct script *s);

/* A random proper script of up to that many steps. */
void script_random(struct script *s, const struct letters *l, int waiters,
		   int steps, uint64_t *random);

/* One random change to s: a step more, less, or another one. */
void script_mutate(struct script *s, const struct letters *l, int steps,
		   uint64_t *random);

/* s without its step i. */
void script_drop(struct script *s, int i);

#endif
