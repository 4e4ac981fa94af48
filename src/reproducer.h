/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A finding, to be handed over: one C file that needs nothing but libc, plays
 * a script at one site, and judges as the oracle does (docs/method.md).
 * It is put together from the texts below reproducers/.
 */
#ifndef REPRODUCER_H
#define REPRODUCER_H

#include <stdbool.h>
#include <stdio.h>

#include "result.h"
#include "script.h"
#include "stressor.h"

/* Has that stressor a standalone form? */
bool reproducer_exists(const struct stressor *s);

/*
 * Write the program to f.  r says where it was found, and what.  0; -ENOENT:
 * the stressor has no standalone form; -ENOTSUP: a step of the script has none;
 * -EBADMSG: a text below reproducers/ is wrong; or another -errno.  Nothing is
 * written then.
 */
int reproducer_write(FILE *f, const struct stressor *s,
		     const struct script *script, const struct result *r);

/* The opening comment, without its frame: what happens to whom, and where it
 * was seen (reproducer-story.c). */
void reproducer_story(FILE *f, const struct stressor *s,
		      const struct script *script, const struct result *r);

#endif
