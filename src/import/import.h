/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What other tools say of a run, as records of ours.  Their text is hostile: it
 * is bounded, each number is checked, a text that is cut off is refused as a
 * whole.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <stddef.h>

#include "result.h"
#include "util.h"

enum import_kind {
	IMPORT_STRESS_NG, /* --yaml */
	IMPORT_PERF_BENCH,
	IMPORT_HACKBENCH,
	IMPORT_RT_TESTS, /* --json of cyclictest and its like */
	IMPORT_SCHBENCH,
	IMPORT_KINDS
};

extern const char *const import_names[IMPORT_KINDS]; /* "stress-ng" ... */

#define MAX_IMPORTED 512 /* records of one text */

struct import {
	struct result *r;
	int n, room;
	int dropped;	     /* numbers that found no room in a record */
	char why[WORDS_MAX]; /* of an error, in words */
};

/* The kind of a text by what is in it, or IMPORT_KINDS: none that we know. */
enum import_kind import_kind_of(const char *text);

/*
 * The records of a text.  name: of the benchmark, where the text does not tell
 * it; or NULL.  0; or -EBADMSG, with why, and no record; or -ENOMEM.
 * import_free() in any case.
 */
int import_text(struct import *im, enum import_kind kind, const char *text,
		const char *name);
void import_free(struct import *im);

/* --- for the importers: import-*.c --- */

/* 0; or -EBADMSG with why set. */
typedef int import_fn(struct import *im, const char *text, const char *name);

import_fn import_stress_ng, import_perf_bench, import_hackbench,
	import_rt_tests, import_schbench;

/* A new record "TOOL:NAME", a pass until told otherwise; those before it may
 * move. NULL: no more room, and why says so. */
struct result *import_add(struct import *im, const char *tool,
			  const char *name);

/* What it counted, of which unit, in how many seconds; 0: not told. */
void import_count(struct result *r, double count, const char *unit,
		  double seconds);

/* n latencies of that length.  0, or -EBADMSG: their sum fits into no record.
 */
int import_latency(struct import *im, struct hist *h, double ns, double n);

/* A number that we have no field for. */
void import_gauge(struct import *im, struct result *r, const char *name,
		  double value);

/* Set why; -EBADMSG. */
int import_wrong(struct import *im, const char *fmt, ...) PRINTF(2, 3);

/* Foreign text as plain ASCII, cut to size. */
void import_copy(char *to, size_t size, const char *from, size_t len);

/*
 * Digits and at most one point, nothing else, that end at one of the letters in
 * ends (0 counts): the rest, or NULL with why set where it is no such number.
 */
const char *import_number(struct import *im, const char *text, const char *ends,
			  double *value);

/*
 * Give each whole line of *text to take(), with its newline and no longer than
 * 250 bytes, until one is not 0: that, or 0.  *text is what no line was taken
 * of.
 */
int import_lines(const char **text,
		 int (*take)(void *context, const char *line), void *context);

#endif
