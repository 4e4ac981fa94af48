/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A workload: a program that is not ours, run under our watchdog, which does
 * not believe its exit status.  While it runs we ask, four times a second,
 * whether anything of it gets done.  Where all of its tasks have slept for two
 * seconds, each is stopped and continued, so that its system call begins anew
 * and sees a condition that it was not woken for.  When they then go on by
 * themselves, a wakeup was lost; when they don't, it hangs.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "options.h"
#include "result.h"

#define MAX_WORKLOADS 64

struct workload_plan {
	const char *what;    /* "stress-ng:pipe" */
	uint64_t timeout_ns; /* it is told to run so long */
	uint64_t seed;
};

/*
 * Is "TOOL:NAME" one that we know?  0; or a status after a complaint.  Whether
 * the program is there is the run's to find out: it may be another machine's.
 */
int workload_check(const char *what);

/* The i-th of the usual ones, by which "stress-ng" alone is meant; or NULL. */
const char *workload_usual(int i);

/* Run it.  Can't fail: failure is a verdict. */
void workload_run(const struct workload_plan *plan, const struct where *where,
		  struct result *r);

/* --- the noise beside a run --- */

struct noise;

/*
 * Start words ("stress-ng --cpu 2"), and come back when it works.  NULL after a
 * complaint.
 */
struct noise *noise_start(const char *words);

/* End it, and what it said of itself; to be freed by this. */
void noise_end(struct noise *n, struct tool *tool);

/* 0, or a status after a complaint: no such program, or too many words. */
int noise_check(const char *words);

/* --- what a guest needs for a command line (programs.c) --- */

#define MAX_PROGRAMS 8

/* The programs that `run` with these arguments starts: their number. */
int programs_of(int argc, char *const *argv, char name[][NAME_LEN], int max);

#endif
