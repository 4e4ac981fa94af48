/* SPDX-License-Identifier: GPL-2.0 */
/* What to run: one stressor, one mode, one site.  Const once expanded. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "script.h"
#include "stressor.h"

#define MAX_WAITERS 4096

struct coverage;

/* A workload is a program that is not ours; it has no plan. */
enum mode { MODE_DUEL, MODE_STORM, MODE_WORKLOAD, MODES };

extern const char *const mode_names[MODES]; /* "duel", "storm", "workload" */

/* Where the tasks of a storm may run: waiters and wakers on one CPU, on two, or
 * wherever the scheduler likes. */
enum placement { PLACEMENT_FREE, PLACEMENT_SAME, PLACEMENT_CROSS, PLACEMENTS };

extern const char *const placement_names[PLACEMENTS];

/* Does an event wait for the last one to be taken, or is it due at a time? */
enum loop { LOOP_CLOSED, LOOP_OPEN, LOOPS };

extern const char *const loop_names[LOOPS];

/* What happens in a round of a duel while all waiters sleep (engine/act.c). */
enum act {
	ACT_DUEL,
	ACT_PING,
	ACT_SIGNAL_FIRST,
	ACT_KILL,
	ACT_TIMEOUT,
	ACT_STOP,
	ACT_BURST,
	ACT_CLOSE,
	ACT_RESIZE,
	ACT_PTRACE,
	ACT_FREEZE,
	ACT_TASK_WORK,
	ACT_MOVE,
	ACT_RACE,
	ACT_STRETCH,
	ACT_OTHERWISE,
	FIXED_ACTS,
	ACT_SCRIPT = FIXED_ACTS, /* the steps of plan.script */
	ACT_EXPLORE,		 /* one script after the other, as told */
	ACT_STORM,		 /* none of them: a storm */
	ACT_WORKLOAD,		 /* none of them: a workload */
	ACTS
};

extern const char *const act_names[ACTS]; /* "duel" ... "workload" */

struct plan {
	const struct stressor *stressor;
	enum mode mode;
	enum act act; /* ACT_STORM in a storm */
	int site;     /* 0 .. N-1 of --NAME N */
	int waiters;
	int wakers;	     /* storm only */
	bool threads;	     /* waiters are threads of one process */
	bool fair;	     /* duel without real-time priorities */
	const char *perf;    /* count these; "": the usual ones; NULL: none */
	bool trace;	     /* storm: the waiters' way onto the CPU */
	bool perf_cpus;      /* on all CPUs, whoever runs there */
	uint64_t rounds;     /* 0: until timeout_ns */
	uint64_t timeout_ns; /* storm, and duel when rounds is 0 */
	uint64_t signals;    /* storm: signals per second, to begin with */
	uint64_t coincidences; /* storm: steer the signals to so many per second;
				* 0: don't */
	uint64_t rate;	     /* storm: events due per second; 0: closed loop */
	enum placement placement; /* storm */
	uint64_t seed;
	struct script script; /* ACT_SCRIPT */
	const struct coverage *coverage; /* what waiters go through; or NULL */
};

#endif
