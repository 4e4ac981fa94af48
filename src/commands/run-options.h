/* SPDX-License-Identifier: GPL-2.0 */
/* What `wakestorm run` is asked to do. */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "plan.h"
#include "where.h"
#include "workload/workload.h"

#define MAX_STRESSORS 256
#define MAX_SCRIPTS   64

struct run_options {
	uint64_t timeout_ns, rounds, wakers, signals, seed, all;
	uint64_t coincidences, rate;
	struct number_list waiters; /* each site so often */
	bool threads, fair, perf_cpus, trace, sequential, busted, metrics, ktap;
	const char *modes, *acts, *script_text, *exclude, *json, *junit;
	const char *placement_name, *perf, *mutant, *workload_list, *noise;
	enum placement placement;
	struct told told;
	uint64_t sites[MAX_STRESSORS]; /* by place in stressors[] */
	bool quick;		       /* no stressor was named */
	bool kills;		       /* what kills the mutant */
	char workload[MAX_WORKLOADS][NAME_LEN];
	int workloads;
	struct script script[MAX_SCRIPTS];
	int scripts;
};

/* 0: *o is what to do; > 0: it is over, with *status. */
int run_options_parse(struct run_options *o, int argc, char **argv,
		      int *status);

/*
 * What kills a mutant in place of what was named: its stressor, act or script.
 * 0, or a status after a complaint.
 */
struct mutant;
int run_options_kill(struct run_options *o, const struct mutant *m);

#endif
