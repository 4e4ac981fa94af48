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

#endif
