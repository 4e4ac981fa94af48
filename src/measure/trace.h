/* SPDX-License-Identifier: GPL-2.0 */
/* The scheduler's tracepoints of some tasks, through libperf's rings. */
#ifndef TRACE_H
#define TRACE_H

#include <stdint.h>

#define TRACE_NEEDS "sched:sched_switch" /* is there where this works */

struct trace;

/* Trace all CPUs for n tasks from now on.  0 or -errno. */
int trace_open(struct trace **trace, const int *pid, int n);

/*
 * Sleep until rings fill up, or for some ms, then hand on each latency, ns,
 * from waking to switch-in.  What is not yet sure to be in order is kept for
 * the next time.
 */
void trace_drain(struct trace *t, int ms,
		 void (*latency)(void *arg, uint64_t ns), void *arg);

/* Events that the kernel had no room for; wakings without a latency, for the
 * task still ran, or for its switch-in was not traced. */
uint64_t trace_lost(const struct trace *t);
uint64_t trace_on_cpu(const struct trace *t);
uint64_t trace_unseen(const struct trace *t);

void trace_close(struct trace *t);

#endif
