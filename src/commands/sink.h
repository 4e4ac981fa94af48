/* SPDX-License-Identifier: GPL-2.0 */
/* Where a command's results go: records to a file, a table to a person. */
#ifndef SINK_H
#define SINK_H

#include <stdio.h>

#include "result.h"

struct sink {
	FILE *json; /* or NULL */
	FILE *table;
	const char *path;
	bool skips_later; /* no rows for what is skipped: print_skipped() */
	int status; /* of all so far */
};

/* Append records to path (- is stdout, then the table goes to stderr); NULL: no
 * records.  0, or a status after a complaint. */
int sink_open(struct sink *sink, const char *path);

/* A record, a row, and the status. */
void sink_deliver(struct sink *sink, const struct result *r);

int sink_close(struct sink *sink);

#endif
