/* SPDX-License-Identifier: GPL-2.0 */
/* A guest's console: kept for people, scanned for what must not be there. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stddef.h>
#include <stdio.h>

#define CONSOLE_LINE 160

struct console {
	FILE *copy; /* the first 1 MiB and the last 256 KiB go there; or NULL */
	size_t copied;
	char *tail; /* what may become the last; console_close() frees it */
	size_t behind; /* bytes behind the first 1 MiB */
	size_t fill;
	char line[CONSOLE_LINE]; /* the line that is coming in, cleaned */
	char last[CONSOLE_LINE]; /* the last whole one that was not empty */
	char said[CONSOLE_LINE]; /* the last that wakestorm itself wrote */
	char trouble[CONSOLE_LINE + 32]; /* the first finding, or "" */
	unsigned int races; /* that KCSAN reports in the kernel's own code */
	char race[CONSOLE_LINE]; /* the first: "FUNCTION / FUNCTION" */
};

/* More bytes of the console.  Hostile bytes are welcome. */
void console_feed(struct console *c, const char *data, size_t n);

/* Finish and close the copy. */
void console_close(struct console *c);

/*
 * What a line of a kernel's console means: "panic", "warning" ...; NULL when it
 * is harmless.  A data race that KCSAN reports is a finding when one of its two
 * functions is our module's: the kernel has many that are known.
 */
const char *console_finding(const char *line);

#endif
