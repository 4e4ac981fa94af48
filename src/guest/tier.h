/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of machine that a guest can have. */
#ifndef TIER_H
#define TIER_H

#include <stdbool.h>

struct tier {
	const char *name;
	bool process;	    /* no machine: a kernel of arch um is a process */
	int cpus, cpus_max; /* when nobody asks; at most */
};

/* NULL: there is none of that name. */
const struct tier *tier_find(const char *name);

/* Name of the i-th; NULL behind the last. */
const char *tier_name_at(int i);

#endif
