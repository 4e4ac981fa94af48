/* SPDX-License-Identifier: GPL-2.0 */
/* The runs of a set of results in one order, a line each: for the files that
 * list them all. */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include "findings.h"

#define LABEL_LEN 512

struct line {
	const struct result *r;
	int kernel; /* its place among the kernels, in order of appearance */
	int again;  /* earlier lines that are alike in all but what came out */
};

struct lines {
	struct line *line;
	int n;
};

/* Sorted by kernel, stressor, act, and so on.  0 or -ENOMEM; free(l->line). */
int lines_make(struct lines *l, const struct pivot *p);

/* Are these runs of one kernel and setting, apart from seed and site? */
bool line_same_setting(const struct line *a, const struct line *b);

/* How many lines from this one on are of its kernel; of its setting. */
int lines_of_kernel(const struct lines *l, int from);
int lines_of_setting(const struct lines *l, int from);

/* "duel, 4 waiters, qemu-icount, 1 CPU, seed 1": no two lines of a kernel and
 * stressor have the same.  The text is as foreign as the record.  Returns text.
 */
const char *line_label(const struct line *line, char text[LABEL_LEN]);

/* "duel, 4 waiters, qemu-icount, 1 CPU". */
const char *setting_label(const struct result *r, char text[LABEL_LEN]);

#endif
