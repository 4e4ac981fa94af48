/* SPDX-License-Identifier: GPL-2.0 */
/* The results of `wakestorm run`: made, handed out, and kept to the end. */
#ifndef HARVEST_H
#define HARVEST_H

#include "commands/run-options.h"
#include "commands/sink.h"

struct harvest {
	struct sink sink;
	FILE *junit; /* or NULL */
	struct result *all;
	int n;
	size_t size; /* of their memory */
};

/* Before anything starts: a file that can't be written is no use then.  0, or a
 * status after a complaint. */
int harvest_open(const struct run_options *o, struct harvest *h);

/* Run all that the options ask for, into h.  0, or a status after a complaint.
 */
int harvest(const struct run_options *o, const struct where *where,
	    struct harvest *h);

/* The reports that come last.  0, or a status after a complaint. */
int harvest_close(const struct run_options *o, struct harvest *h);

#endif
