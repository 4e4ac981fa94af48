/* SPDX-License-Identifier: GPL-2.0 */
/* From options to plans. */
#ifndef RUN_PLANS_H
#define RUN_PLANS_H

#include "commands/run-options.h"

/* All that o asks for in that mode: how many, in *plans, which is to be freed;
 * or -ENOMEM. */
int plans_make(const struct run_options *o, enum mode mode,
	       struct plan **plans);

/* Sites that were put on the same CPUs would measure each other, and so would
 * the points of a curve. */
bool plans_one_by_one(const struct run_options *o, enum mode mode);

#endif
