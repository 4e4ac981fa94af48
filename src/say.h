/* SPDX-License-Identifier: GPL-2.0 */
/* What the user reads when something is wrong, and what scripts get. */
#ifndef SAY_H
#define SAY_H

#include "util.h"

/* Exit status of every command (docs/wakestorm.1). */
enum status {
	STATUS_PASS = 0,
	STATUS_FOUND = 1, /* lost wakeup, hang or regression */
	STATUS_BROKEN = 2, /* usage, or the run itself failed */
	STATUS_UNKNOWN = 3, /* nothing learned */
	STATUS_SKIPPED = 4, /* nothing could run (kselftest's value) */
};

/*
 * One line on stderr, "wakestorm: " in front and the newline behind it: what
 * went wrong, with which input, what to do.  Returns STATUS_BROKEN, so that a
 * command can `return complain(...)`.
 */
int complain(const char *fmt, ...) PRINTF(1, 2);

/* One line on stderr for progress and notes; no status. */
void note(const char *fmt, ...) PRINTF(1, 2);

#endif
