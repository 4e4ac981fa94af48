/* SPDX-License-Identifier: GPL-2.0 */
/* Inside a search. */
#ifndef EXPLORE_INSIDE_H
#define EXPLORE_INSIDE_H

#include "engine/coverage.h"
#include "explore/search.h"

#define BEHAVIOURS 4096 /* a power of two; more are not told apart */
#define CORPUS	   512

struct hunt {
	const struct search_plan *ask;
	struct plan plan; /* of the run that plays */
	struct player player;
	bool playing;
	struct letters letters;
	uint64_t random, deadline_ns;
	uint64_t until_ns, until_played; /* of this part of the search */
	uint64_t played;
	uint64_t races, race_plays; /* part of played */
	int broken;   /* runs that ended over a script, and were none's fault */
	int finished; /* all scripts of so many steps have been played */
	char windows[80]; /* what came of holding a waiter */

	uint64_t seen[BEHAVIOURS]; /* hashes; 0: free */
	int behaviours;
	struct coverage *coverage; /* NULL: this kernel does not tell */
	int blocks;		   /* of the kernel, reached so far */
	struct script corpus[CORPUS]; /* the first that behaved so */
	int corpus_size;

	bool doubted; /* something was seen once, and not again */
	struct script known[MAX_FINDINGS];
	struct found_losses *found;
};

/* What one play of a script showed. */
struct outcome {
	enum verdict verdict;
	int idle_step;	    /* the first that did nothing; -1: none */
	uint64_t behaviour; /* a hash of who did what, and who sleeps where */
	int news;	    /* blocks of the kernel that it was the first in */
};

#define RACE_PLAYS 192 /* of a race, at different offsets */

/* Play s once, or a race some times.  BROKEN when it could not be played. */
struct outcome play_once(struct hunt *h, const struct script *s);

/* May the search go on? */
bool hunt_goes_on(const struct hunt *h);

/* Play s unless it has been shown to be wrong already, and look into what comes
 * out.  The first step that did nothing, or -1. */
int try_script(struct hunt *h, const struct script *s);

/* order.c: all proper scripts of up to h->ask->steps steps. */
void play_in_order(struct hunt *h);

/* As long as the longest of its steps takes: step_weight(). */
int script_weight(const struct hunt *h, const struct script *s);

/* races.c: all races of two and three lanes, then random scripts with a race. */
void play_races(struct hunt *h);
/* windows.c: scripts that hold waiter 0 at each place that it comes by.  How
 * many those are. */
int play_at_windows(struct hunt *h);

/* shrink.c: make s as small as possible, while it gives that verdict. */
void shrink(struct hunt *h, struct script *s, enum verdict verdict);

#endif
