/* SPDX-License-Identifier: GPL-2.0 */
/* Further arguments for the kernel of a guest, behind the ones that we need. */
#ifndef APPEND_H
#define APPEND_H

#include "guest/command.h"

/*
 * What is wrong with it, in words; NULL: a kernel and a shell can take it, the
 * latter between single quotes.  Whether it means anything, only the kernel
 * knows.
 */
const char *append_problem(const char *text);

/* Add each of its arguments to c as a word. */
void append_words(struct command *c, const char *text);

#endif
