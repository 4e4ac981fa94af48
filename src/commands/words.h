/* SPDX-License-Identifier: GPL-2.0 */
/* Names on command lines: lists of words, and stressors. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>

#include "options.h"

/* The names of the stressors, for "did you mean". */
const char *stressor_name_at(int i);

/* Is each word of "a,b,c" a name?  0, or a status after a complaint. */
int check_words(const char *option, const char *list,
		const char *(*name_at)(int i));

/* Could that file be written?  0, or a status after a complaint; path NULL, or
 * - for standard output: 0.  Leaves nothing behind. */
int check_writable(const char *option, const char *path);

/* Is name one of the words in "a,b,c"? */
bool in_list(const char *list, const char *name);

/* A plain argument that names a stressor, as option_table's other() takes it:
 * 0, or -2 after a complaint. */
int take_stressor(struct option_list *names, const char *name);

#endif
