/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which kernels, which runs, which seeds, and what must come out: a *.matrix
 * file.  Words are separated by blanks, # begins a comment, \ at the end of a
 * line goes on with the next:
 *
 *	kernels KERNEL|host...
 *	fragments FRAGMENT|-...
 *	seeds   NUMBER...
 *	run NAME [tier=qemu|qemu-icount|uml] [cpus=N] [PROPERTY=VALUE]... : OPTION...
 *	expect KERNEL|* VERDICT STRESSOR[/ACT]...
 *	found KERNEL...
 *	mended KERNEL...
 *	killed KERNEL...
 *
 * Expectations are about duels, which are deterministic.  A storm need not show
 * a loss, but where pass is expected it must not show one either.  "found"
 *wants a duel of every stressor with every act that fits, none of them skipped,
 *and each to come out as kernels/found.tsv has it; "mended" wants what has a
 *fix there to be run and to pass, and the rest, if it is run, to come out so,
 *too.  "killed" wants each mutant that has a patch of that kernel, and that
 *something kills, to lose, and nothing to be lost without it (mutants.h).
 */
#ifndef MATRIX_H
#define MATRIX_H

#include <stdio.h>

#include "guest/kernel.h"
#include "guest/qemu.h"
#include "report.h"

#define MATRIX_KERNELS 16
#define MATRIX_SEEDS   64
#define MATRIX_RUNS    16
#define MATRIX_EXPECTS 256
#define MATRIX_WORDS   96 /* of a line */

/* A guest that always does something ends, too, if not said otherwise. */
#define CELL_NS (7200 * SEC_NS)

struct matrix_run {
	const char *name;
	const char *tier;
	int cpus;
	struct guest_limits limits;
	char append[APPEND_LEN]; /* further arguments for the kernel, or "" */
	unsigned on; /* bit k: on kernel k; 0: on all */
	int argc;    /* options for `wakestorm run` */
	const char *argv[MATRIX_WORDS];
};

struct matrix_expect {
	const char *kernel, *stressor;
	enum act act; /* ACTS: any */
	enum verdict verdict;
};

/* What is known of a kernel: by kernels/found.tsv, or by its mutants. */
enum knowledge { NOTHING, FOUND, MENDED, MUTANTS };

/* Words point into text. */
struct matrix {
	char *text;
	int kernels, seeds, runs, expects;
	const char *kernel[MATRIX_KERNELS];
	char with[MATRIX_KERNELS][KERNEL_NAME_MAX]; /* fragments: their names */
	enum knowledge known[MATRIX_KERNELS];
	uint64_t seed[MATRIX_SEEDS];
	struct matrix_run run[MATRIX_RUNS];
	struct matrix_expect expect[MATRIX_EXPECTS];
};

/*
 * Read name: a path, or NAME for kernels/NAME.matrix of ours.  0, or -errno
 * after a complaint with file and line; matrix_free() in either case.
 */
int matrix_load(const char *name, struct matrix *m);
void matrix_free(struct matrix *m);

/*
 * Compare results with what m expects, a line a difference on f.  STATUS_PASS:
 * all as expected; STATUS_FOUND: not; STATUS_BROKEN: something did not run, so
 * it can't be told; STATUS_UNKNOWN: nothing but suspects is in the way.
 */
int matrix_judge(const struct matrix *m, const struct results *all, FILE *f);

/* The part of it that is about `suspect` records: STATUS_UNKNOWN when virtual time
 * does not confirm one. */
int matrix_judge_suspects(const struct results *all, FILE *f);

/* The record of the same in virtual time, or NULL. */
const struct result *matrix_confirmation(const struct results *all,
					 const struct result *suspect);

/* The part of it that is about one `found` or `mended` kernel. */
int matrix_judge_found(const char *kernel, enum knowledge known,
		       const struct results *all, FILE *f);

#endif
