/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parts of the page, in the order in which they stand on it, and the HTML that
 * they share.  All text goes through put_html().  A part with has_...() is
 * there when that says so.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/files.h"

extern const char page_style[];

/* What came out, in a sentence and in numbers. */
void put_verdict(FILE *f, const struct report *report);

/* The first kernel against each of the others. */
bool has_changes(const struct report *report);
void put_changes(FILE *f, const struct report *report);

/* Stressors down, kernels across; a loss leads to its evidence. */
void put_tables(FILE *f, const struct report *report);

/* What there is in dir/plots, inside the page. */
void put_pictures(FILE *f, const struct report *report);

/* Percentiles of wakeup latency, and what a wakeup costs: a row for a setting
 * and kernel. */
bool has_latencies(const struct report *report);
void put_latencies(FILE *f, const struct report *report);

/* What programs that are not ours counted, a second. */
bool has_workloads(const struct report *report);
void put_workloads(FILE *f, const struct report *report);

/* Perf counters, per event taken; a table a kernel, and what it can't count. */
bool has_counters(const struct report *report);
void put_counters(FILE *f, const struct report *report);

/* Who slept beside what, and what healed it, for each loss. */
void put_evidence(FILE *f, const struct report *report);

/* The command line of each run that ran. */
void put_commands(FILE *f, const struct report *report);

void put_environment(FILE *f, const struct report *report);

/*
 * The place of the evidence of a setting: its first line, or -1.  Settings of
 * one kernel, stressor and mode: the first that has something to show.
 */
int evidence_place(const struct lines *l, int kernel, const char *stressor,
		   enum mode mode);

/*
 * A table in a box of its own that scrolls, head and first column in place.
 * table_begin() opens the row of heads, table_body() closes it.
 */
void table_begin(FILE *f, const char *caption);
void table_head(FILE *f, const char *text);
void table_heads(FILE *f, const char *const *text, int n);
void table_body(FILE *f);
void table_end(FILE *f);

/* A row begins with its head; the rest of it are cells. */
void row_begin(FILE *f, const char *head);
void put_words_cell(FILE *f, const char *text);
void put_number_cell(FILE *f, uint64_t n);
void put_verdict_cell(FILE *f, enum verdict verdict, const char *text);

/* A line to be copied, whole by one click; or why there is none. */
void put_command(FILE *f, const struct result *r);

#endif
