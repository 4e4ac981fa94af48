/* SPDX-License-Identifier: GPL-2.0 */
/* Parts of the page that are tables of numbers. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "findings.h"

/* Percentiles of wakeup latency: a row for a scene and kernel. */
void put_latencies(FILE *f, const struct results *all);

/* Perf counters, per event taken; a table a kernel, and what it can't count. */
void put_counters(FILE *f, const struct pivot *p);

#endif
