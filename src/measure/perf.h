/* SPDX-License-Identifier: GPL-2.0 */
/* Event counters through libperf. */
#ifndef PERF_H
#define PERF_H

#include "result.h"

struct perf;

/*
 * Count events (perf_events_parse(); "": the usual ones) from now on, in this
 * task and its children to come, or all that happens on all CPUs.  NULL: no
 * memory, or no such events.
 */
struct perf *perf_open(const char *events, bool all_cpus);

/*
 * The counters so far, those of living children too, into
 * counter[MAX_COUNTERS]; how many; p is gone.  One that this machine does not
 * have carries its errno.
 */
int perf_read(struct perf *p, struct counter *counter);

#endif
