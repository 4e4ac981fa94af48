/* SPDX-License-Identifier: GPL-2.0 */
#ifndef HGRM_H
#define HGRM_H

#include <stdio.h>

#include "measure/hist.h"

/*
 * Write h, which is not empty, as HdrHistogram's text of percentiles (.hgrm),
 * in microseconds: Value, Percentile, TotalCount, 1/(1-Percentile), five rows
 * each time that the distance to 100 % halves, then the moments.  A value is
 * the upper end of its bucket.
 */
void hgrm_write(FILE *f, const struct hist *h);

#endif
