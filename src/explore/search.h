/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Search the scripts of one site for what the oracle does not allow.  First all
 * short ones, in order; then races; then random ones, and changed ones of those
 * that showed something new.  A finding is shrunk and played again before it counts, and
 * nothing that contains it is played any more.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "engine/stage.h"
#include "explore/letters.h"

#define MAX_FINDINGS 16
#define VERIFY_PLAYS 20
#define VERIFY_RACES 1280

struct search_plan {
	const struct stressor *stressor;
	const struct where *where;
	int waiters;	  /* of the site, asleep or not */
	int steps;	  /* of the longest script of those played in order */
	uint64_t scripts; /* end after so many; 0: when the time is over */
	uint64_t timeout_ns; /* end after this time; 0: no limit */
	uint64_t seed;
	bool threads, fair;
	bool races;   /* steps at the same time, where it has two CPUs */
	bool stretch; /* hold waiters at places of the kernel, too */
};

/* What a search found, and how far it went. */
struct found_losses {
	int n;
	struct result loss[MAX_FINDINGS]; /* of VERIFY_PLAYS rounds each, or of
					   * VERIFY_RACES */
	struct result whole;		  /* the search itself, ACT_EXPLORE */
};

/* Can't fail: failure is a verdict in found->whole. */
void search(const struct search_plan *plan, struct found_losses *found);

#endif
