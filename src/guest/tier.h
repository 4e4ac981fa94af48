/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of machine that a kernel can have. */
#ifndef TIER_H
#define TIER_H

#include <stdbool.h>

#include "guest/kernel.h"

#define TIER_WORDS 192

struct tier {
	const char *name;
	const char *about;  /* a few words */
	enum machine machine;
	int cpus, cpus_max; /* when nobody asks; at most; 0: those of the host */
	/* Does it work here?  Words: as what, or why not. */
	bool (*probe)(char words[TIER_WORDS]);
};

/* NULL: there is none of that name. */
const struct tier *tier_find(const char *name);

/* The i-th; NULL behind the last. */
const struct tier *tier_at(int i);

/* Its name; NULL behind the last. */
const char *tier_name_at(int i);

/* A note of what free-running time is here, when it is the slower of two. */
void tier_note(const struct tier *t);

#endif
