/* SPDX-License-Identifier: GPL-2.0 */
/* One cell of a matrix: a kernel, a run and a seed, which is one guest, or one
 * command on the host. */
#ifndef CELL_H
#define CELL_H

#include "guest/matrix.h"

#define CELL_TRIES 3

struct cell {
	const struct matrix_run *run;
	const struct kernel *kernel;
	uint64_t seed;
	int tries;		  /* that came to nothing by the host's fault */
	char stem[PATH_MAX - 16]; /* DIR/KERNEL.RUN.SEED */
};

enum cell_end {
	CELL_DONE,   /* STEM.jsonl is there */
	CELL_BROKEN, /* it can't be written; told in a complaint */
	CELL_AGAIN,  /* the host's fault: STEM.tries tells, try once more */
};

/*
 * Boot the guest of a struct cell, or run its command here, in a process of its own; the value is its
 * exit status (enum cell_end).  Records go to STEM.part, which becomes
 * STEM.jsonl when it is whole, with a record of stressor `guest` for whatever
 * did not work: of verdict skip for each try that was the host's fault, of
 * verdict broken when there will be no other.
 */
int cell_work(void *cell);

/* How that process came to its end: what the cell needs now.  why: "", or what
 * was the host's fault. */
enum cell_end cell_ended(const struct cell *cell, int status,
			 char why[WORDS_MAX]);

/* Are its results there?  What broke by the host's fault is worth a new try. */
bool cell_is_done(const struct cell *cell);

/* "5 lost-wakeup, 3 pass". */
void cell_summary(const struct cell *cell, char *text, size_t size);

#endif
