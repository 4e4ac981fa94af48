/* SPDX-License-Identifier: GPL-2.0 */
/* A line of a matrix file, for those that read one of its kinds. */
#ifndef MATRIX_LINE_H
#define MATRIX_LINE_H

#include "guest/matrix.h"

struct matrix_line {
	const char *path;
	int line; /* its number */
	int words;
	char *word[MATRIX_WORDS];
};

/* -EINVAL after a complaint about a word of it; near: the one that was meant,
 * or NULL. */
int matrix_wrong(const struct matrix_line *at, const char *what,
		 const char *word, const char *near);

/* -EINVAL after a complaint about all of it. */
int matrix_bad(const struct matrix_line *at, const char *what);

/* Digits alone, from min to max? */
bool matrix_number(const char *text, uint64_t min, uint64_t max,
		   uint64_t *value);

/* The place of a kernel in m, or -EINVAL after a complaint. */
int matrix_kernel(const struct matrix *m, const struct matrix_line *at,
		  const char *name);

/* Take a line "run ..." into m.  0, or -EINVAL after a complaint. */
int matrix_run(struct matrix *m, const struct matrix_line *at);

#endif
