/* SPDX-License-Identifier: GPL-2.0 */
/* Does it get anything done?  The oracle of workloads. */
#ifndef WATCH_H
#define WATCH_H

#include "result.h"
#include "workload/program.h"

struct watch {
	struct program *program;
	struct result *result;
	uint64_t start_ns;
	uint64_t switches, who; /* at the last look */
	int quiet;		/* looks since which all slept */
	int healing; /* looks since they were nudged; 0: they were not */
	int lively;  /* of these, in which much was done */
	int busy;    /* looks since the last quiet time that was not healed */
	bool hung;   /* a quiet time was not healed */
	uint64_t quiet_ns; /* the start of that */
	char asleep_in[NAME_LEN];
	int tasks;
};

#define LOOK_MS 250

/* One look, after program_look() said that it still runs. */
void watch_look(struct watch *w);

/* Did it sleep, all of it, until it was ended or ended by itself? */
bool watch_hung(const struct watch *w);

#endif
