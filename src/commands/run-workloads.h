/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RUN_WORKLOADS_H
#define RUN_WORKLOADS_H

#include "commands/run-options.h"
#include "commands/sink.h"

/*
 * Run the workloads that o names, one after the other: results into r, which
 * has room for o->workloads, and out of the sink; *n counts up.  0, or a status
 * after a complaint.
 */
int run_workloads(const struct run_options *o, const struct where *where,
		  struct sink *sink, struct result *r, int *n);

#endif
