/* SPDX-License-Identifier: GPL-2.0 */
/* Findings that a file has, and playing them again. */
#ifndef COMMANDS_REPLAY_H
#define COMMANDS_REPLAY_H

#include <stdio.h>

#include "result.h"

struct sink;

/*
 * The findings of explore in a result file: scripts, and act stretch.  option
 * is the one that named it.  *loss is to be freed.  How many; 0: a complaint
 * was made.
 */
int findings_load(const char *option, const char *path, struct result **loss);

/*
 * Play *n findings again, each with its script, rounds, seed and kind of
 * waiters.  All must be playable, or none is.  What is found again comes to the
 * front of loss, and is counted in *n.  0, or a status after a complaint.
 */
int replay(struct sink *sink, const struct where *where, struct result *loss,
	   int *n);

/* Behind the row of what was played again: is it what it was? */
void replay_tell(FILE *f, const struct result *then, const struct result *now);

#endif
