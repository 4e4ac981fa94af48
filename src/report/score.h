/* SPDX-License-Identifier: GPL-2.0 */
/* What came out of all runs, before it is page or Markdown. */
#ifndef REPORT_SCORE_H
#define REPORT_SCORE_H

#include "findings.h"

/* Runs by verdict; twins that had to be caught by whether they were. */
struct score {
	int n, verdict[VERDICTS], outcome[OUTCOMES];
	uint64_t rounds;
};

/* Of the runs of one kernel; NULL: of all. */
struct score score_of(const struct results *all, const char *kernel);

/* The one that decides; BROKEN, too, when nothing was learned. */
enum verdict score_verdict(const struct score *s);

/* What came out, in one sentence of plain text, to be freed.  NULL: no memory. */
char *score_sentence(const struct pivot *p, const struct score *s);

/* The order in which verdicts are told: from what matters most. */
extern const enum verdict score_columns[VERDICTS];

#endif
