/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the scheduler's tracepoints to latencies: how long is a task that is
 * woken (sched_waking) off the CPU (sched_switch to it)?  A task that is woken
 * on its way to sleep, while it is still on a CPU, needs no switch: the next
 * one to it would be some later sleep's.  Such wakings are dropped, and
 * counted.  So are those whose switch was not traced: there are kernels that
 * don't tell when a CPU leaves idle.
 */
#ifndef SWITCH_IN_H
#define SWITCH_IN_H

#include <stdbool.h>
#include <stdint.h>

struct sched_event {
	uint64_t time;	/* ns */
	int woken;	/* sched_waking: pid; else 0 */
	int prev, next; /* sched_switch: pids */
};

struct switch_in {
	struct switch_task *task; /* by pid */
	unsigned slots;
	uint64_t on_cpu; /* wakings of tasks that still ran */
	uint64_t unseen; /* wakings of tasks that ran before we saw it */
};

/* Watch n tasks; 0 or -ENOMEM. */
int switch_in_open(struct switch_in *s, const int *pid, int n);
void switch_in_close(struct switch_in *s);

/* The next event, in order of time.  True: *latency_ns is one, of a task that
 * is watched. */
bool switch_in_feed(struct switch_in *s, const struct sched_event *e,
		    uint64_t *latency_ns);

#endif
