/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events by name: the kernel's own (software, hardware), what sysfs tells of a
 * PMU (/sys/bus/event_source/devices), and tracepoints (tracefs).
 */
#ifndef PERF_EVENTS_H
#define PERF_EVENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "result.h"

struct event {
	char name[NAME_LEN];
	uint32_t type;
	uint64_t config[3]; /* config, config1, config2 */
	int group;	    /* of equal number: on the PMU together, or not */
	int error;	    /* errno: it is not here */
};

/*
 * "cycles,{instructions,cache-misses},sched:sched_switch,msr/tsc/" into event;
 * how many, or -EINVAL with the reason in why: malformed, too many, or a name
 * that nothing here has.  NULL: the usual ones, those that are not here too.
 */
int perf_events_parse(const char *text, struct event event[MAX_COUNTERS],
		      char why[WORDS_MAX]);

/* All names that perf_events_parse() knows here, one a line. */
void perf_events_list(FILE *f);

/* A file of a tracepoint, "sched:sched_switch": its text, or -errno. */
int tracepoint_read(const char *name, const char *file, char *text,
		    size_t size);

#endif
