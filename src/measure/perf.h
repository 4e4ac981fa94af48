/* SPDX-License-Identifier: GPL-2.0 */
/* Event counters of this task and all that it starts, through libperf. */
#ifndef PERF_H
#define PERF_H

#include "result.h"

struct perf;

/* Count from now on, in this task and its children to come.  NULL: no memory.
 */
struct perf *perf_open(void);

/*
 * The counters so far, those of living children too, into
 * counter[MAX_COUNTERS]; how many; p is gone.  One that this machine does not
 * have carries its errno.
 */
int perf_read(struct perf *p, struct counter *counter);

#endif
