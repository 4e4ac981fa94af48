/* SPDX-License-Identifier: GPL-2.0 */
/* Results of `run` for a person at a terminal. */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

#include "result.h"

void print_header(FILE *f);
void print_row(FILE *f, const struct result *r);

/* What was skipped, by reasons. */
void print_skipped(FILE *f, const struct result *r, int n);

/* What the results mean, in plain words fit for a mail: each lost wakeup with
 * its evidence. */
void print_findings(FILE *f, const struct result *r, int n);

/* What to try after a run with these results. */
void print_next(FILE *f, const struct result *r, int n);

#endif
