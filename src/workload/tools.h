/* SPDX-License-Identifier: GPL-2.0 */
/* The tools that a workload can be of: how to call each, and who reads it. */
#ifndef WORKLOAD_TOOLS_H
#define WORKLOAD_TOOLS_H

#include "import/import.h"
#include "workload/program.h"
#include "workload/workload.h"

struct workload_tool {
	const char *name;    /* "stress-ng": in front of the colon */
	const char *program; /* NULL: it is the name behind the colon */
	const char *package; /* of Debian, that has it */
	enum import_kind kind;
	bool to_data; /* it writes its result there, not to stdout */
	bool timed;   /* it ends by itself when its time is over */
	bool busy;    /* it never sleeps, all of it, for long */
	void (*words)(struct program *p, const struct workload_plan *plan,
		      const char *name);
	/* Exit statuses that mean: can't be run here; ends with 0. */
	int skips[4];
};

/* The tool of "TOOL:NAME", and *name behind the colon; or NULL. */
const struct workload_tool *tool_find(const char *what, const char **name);

/* The names of tools, for "did you mean"; NULL ends it. */
const char *tool_name_at(int i);

/* The program that runs "TOOL:NAME". */
const char *tool_program(const struct workload_tool *tool, const char *name);

#endif
