/* SPDX-License-Identifier: GPL-2.0 */
/* An argument vector, and the memory of the words that had to be made up. */
#ifndef COMMAND_H
#define COMMAND_H

#include <limits.h>
#include <stddef.h>

#include "util.h"

#define COMMAND_WORDS 48

struct command {
	int n; /* more than COMMAND_WORDS: it did not fit */
	char *argv[COMMAND_WORDS + 1];
	char text[PATH_MAX + 2048];
	size_t used;
};

/* Add a word that outlives c. */
void command_add(struct command *c, const char *word);

void PRINTF(2, 3) command_addf(struct command *c, const char *fmt, ...);

/* 0, or -E2BIG when something did not fit. */
int command_check(const struct command *c);

#endif
