/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_MUTANTS_H
#define RUN_MUTANTS_H

#include "commands/run-options.h"

struct harvest;

/* Before anything starts: has this kernel mutants, where they are asked for?  0 or
 * an exit status, complained about. */
int run_check_mutant(const struct run_options *o);

/* harvest() without mutants, with one, or with each and what kills it, and all
 * as it was before.  0 or an exit status. */
int run_mutants(const struct run_options *o, struct where *where,
		struct harvest *h);

#endif
