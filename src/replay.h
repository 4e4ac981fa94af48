/* SPDX-License-Identifier: GPL-2.0 */
/* From a record back to the command line that makes such a record. */
#ifndef REPLAY_H
#define REPLAY_H

#include "result.h"

#define REPLAY_LEN 1024 /* bytes of a command */

/* Why no command of ours makes such a record, in words; NULL: one does. */
const char *replay_problem(const struct result *r);

/*
 * That command, for a shell: `wakestorm run ...`, behind `wakestorm kernel boot
 * ... --` for what ran in a guest.  Only for records without a problem: a
 * record is foreign, and the line will be pasted.  Returns text.
 */
const char *replay_command(const struct result *r, char text[REPLAY_LEN]);

/* The part of it behind `wakestorm`, or behind --: "run --pipe-read 1 ...". */
const char *replay_run(const struct result *r, char text[REPLAY_LEN]);

#endif
