/* SPDX-License-Identifier: GPL-2.0 */
/* The engine's one door. */
#ifndef RUN_H
#define RUN_H

#include "result.h"

/*
 * Carry out plan, on the machine that where describes.  Can't fail: failure is
 * a verdict.  The run is a child process of its own, so nothing that goes wrong
 * in it reaches us; a request to stop ends it early with what it has.
 */
void run_plan(const struct plan *plan, const struct where *where,
	      struct result *result);

/* Several at once, in parallel; result[i] belongs to plan[i]. */
void run_plans(const struct plan *plan, int n, const struct where *where,
	       struct result *result);

#endif
