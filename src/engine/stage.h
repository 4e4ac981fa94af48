/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where somebody who searches gives one script after the other to a run, and
 * sees what came of each.  The waiters stay the same from script to script.
 */
#ifndef STAGE_H
#define STAGE_H

#include <stdatomic.h>

#include "engine/job.h"
#include "script.h"

#define MAX_PLACES 128

/* Whose turn it is, in one word, which is also the futex that both wait on. The
 * searcher owns READ -> PLAY, LOOK, CLOSED; the run owns PLAY, LOOK -> READ,
 * OVER. */
enum turn { READ, PLAY, LOOK, CLOSED, OVER };

/* What became of a waiter in the end, as far as scripts care. */
enum fate { RESTS, SLEEPS, TOOK, INTERRUPTED, TIMED_OUT, WOKE, KILLED };

/* Where a waiter comes by on its way into a sleep, and out of it. */
struct places {
	int n;
	struct {
		char name[SCRIPT_PLACE]; /* engine/stretch.h */
		bool in;
	} place[MAX_PLACES];
};

struct stage {
	atomic_uint turn;
	struct script script;
	unsigned plays; /* of a race: until something is lost; then, how many */
	/* What came of it. */
	int idle_step;	    /* the first that did nothing; -1: none */
	bool unplayed;	    /* a time limit was over too early: once more */
	struct tally tally; /* of this script alone, its last play */
	enum fate fate[SCRIPT_WAITERS];
	uint64_t place[SCRIPT_WAITERS]; /* a hash of where it sleeps; or 0 */
	struct places places; /* LOOK */
};

struct player {
	struct job job;
	struct result result; /* of the last job that ended */
};

/* Start a run of plan (ACT_EXPLORE).  0; or -EIO, and result says why not. */
int player_start(struct player *p, const struct plan *plan,
		 const struct where *where);

/* Play one script; a race up to that many times, until something is lost.  What
 * came of it, valid until the next call; NULL: the run has ended over it, and
 * result says why. */
const struct stage *player_play(struct player *p, const struct script *s,
				unsigned plays);

/* Where its waiters come by: in places.  As player_play(). */
const struct stage *player_look(struct player *p);

void player_end(struct player *p);

#endif
