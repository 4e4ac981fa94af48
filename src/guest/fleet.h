/* SPDX-License-Identifier: GPL-2.0 */
/* Many guests, as many at a time as the machine has CPUs for. */
#ifndef FLEET_H
#define FLEET_H

#include "guest/matrix.h"

struct fleet {
	const struct matrix *matrix;
	const struct kernel *kernel; /* as many as matrix->kernels */
	const char *dir;	     /* where results go */
	int jobs;    /* guests at a time; 0: CPUs / CPUs of the guests */
	bool resume; /* skip guests whose results are there */
};

/*
 * Run every run on every kernel with every seed: DIR/KERNEL.RUN.SEED.jsonl, and
 * .console beside it.  DIR/blocks.tsv has the order in which they are begun.
 * While a guest runs, its file is named .part.  A guest that breaks leaves a
 * record that says so; what runs on the host does so alone; one that breaks by the host's fault is tried again, three
 * times in all, alone.  0; -errno after a complaint: they could not be run;
 * -EINTR: a signal told us to stop.
 */
int fleet_run(const struct fleet *fleet);

#endif
