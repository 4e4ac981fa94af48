/* SPDX-License-Identifier: GPL-2.0 */
/* The files that `report` writes. */
#ifndef REPORT_FILES_H
#define REPORT_FILES_H

#include "report/lines.h"

struct report {
	const char *dir; /* its pictures are in dir/plots */
	const struct results *all;
	struct pivot pivot;
	struct lines lines;
};

/* One page that needs no other file, no network and no script. */
void put_page(FILE *f, const struct report *report);

/*
 * JUnit's XML, as GitLab and Jenkins read it: a testsuite a kernel, a testcase
 * a run.  A failure is a finding with its evidence; an error is what was
 * broken, or is not confirmed.
 */
void put_junit(FILE *f, const struct report *report);

/* KTAP (the kernel's Documentation/dev-tools/ktap.rst): a test a kernel, a
 * subtest a run. */
void put_ktap(FILE *f, const struct report *report);

/*
 * KCIDB's JSON, version 5.0 of its schema: a checkout and a build a kernel, a
 * test a run.  The same records give the same ids; all->run makes others.
 */
void put_kcidb(FILE *f, const struct report *report);

/* The verdict, kernels by findings, and some evidence, as Markdown: some tens
 * of KiB at most. */
void put_brief(FILE *f, const struct report *report);

/*
 * What went wrong in a run, and how to see it again, as plain lines.  Printable
 * ASCII and newlines only, whatever the record holds.  free() it; NULL: no
 * memory.
 */
char *line_story(const struct line *line);

#endif
