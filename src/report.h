/* SPDX-License-Identifier: GPL-2.0 */
/* What a person reads: the table on the terminal, the page, the pictures. */
#ifndef REPORT_H
#define REPORT_H

#include <stdio.h>

#include "result.h"

#define ORIGIN_MAX 64 /* letters of KCIDB's name of who tested */

/* All records of one or more files, in order. */
struct results {
	struct result *r;
	int n;
	int bad_lines; /* lines that were no records */
	const char *base; /* the kernel that comes first; NULL: as they come */
	const char *origin; /* KCIDB: who tested; NULL: "wakestorm" */
	const char *run; /* KCIDB: makes ids its own; NULL: "" */
};

/*
 * Read path: a result file, or a folder of *.jsonl files (sorted by name).
 * 0, or -errno after a complaint; results_free() in either case.
 */
int results_load(const char *path, struct results *all);
void results_free(struct results *all);

/*
 * For tables and pictures: a kernel that ran with several --append is several
 * kernels.  Their arguments stand behind its name, "fixed preempt=none", cut to
 * what a name has room for.
 */
void results_tell_apart(struct results *all);

/* Is there a record of that kernel?  Else a complaint about the option, with the
 * kernels that there are. */
bool results_have_kernel(const struct results *all, const char *option,
			 const char *kernel);

/* The verdict table of `matrix`, `report`: kernels across, stressors down. */
void report_table(FILE *f, const struct results *all);

/*
 * Write DIR/index.html, and beside it what is for machines (junit.xml,
 * results.ktap, kcidb.json) and for a CI's page (summary.md), and the pictures
 * to DIR/plots.  0, or -errno after a complaint.
 */
int report_write(const char *dir, const struct results *all);

/* The runs alone, in one of the forms.  0, or -ENOMEM after a complaint. */
int report_junit(FILE *f, const struct results *all);
int report_ktap(FILE *f, const struct results *all);
int report_kcidb(FILE *f, const struct results *all);
int report_markdown(FILE *f, const struct results *all);

/* The pictures alone: DIR/hang-heatmap.svg ... .png.  0, or -errno after a
 * complaint that names gnuplot's own words. */
int plot_write(const char *dir, const struct results *all);

#endif
