/* SPDX-License-Identifier: GPL-2.0 */
/* Text for a terminal. */
#ifndef WRAP_H
#define WRAP_H

#include <stdio.h>

#define COLUMNS 80

/*
 * Words of text from column at on, where the line stands already, broken at
 * blanks; further lines are indented.  Ends the last line.
 */
void put_wrapped(FILE *f, const char *text, int at, int indent);

#endif
