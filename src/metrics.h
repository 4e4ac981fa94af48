/* SPDX-License-Identifier: GPL-2.0 */
/* What the counts of a storm say: ratios that records carry for eyes, and that
 * `run --metrics` prints. */
#ifndef METRICS_H
#define METRICS_H

#include "result.h"

struct ratio {
	const char *key;   /* in a record */
	const char *words; /* what --metrics prints */
	int digits;	   /* behind the point, there */
	double (*of)(const struct result *r);
};

#define STORM_RATIOS 8

extern const struct ratio storm_ratios[STORM_RATIOS];

/* Sleepers that the events of a storm disturbed: a signal ends one sleep, and is
 * not a post's doing. */
double herd_switches(const struct result *r);

/* Why an event could not be counted, by its errno. */
const char *counter_problem(int error);

/* Some lines that say what was measured; none where nothing was. */
void metrics_print(FILE *f, const struct result *r);

#endif
