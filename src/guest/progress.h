/* SPDX-License-Identifier: GPL-2.0 */
/* What many guests tell while they run, and when they will be done. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/matrix.h"

#define RUNNING_MAX 64 /* guests at a time */

/* How long guests of each run took. */
struct pace {
	uint64_t ns[MATRIX_RUNS];
	int n[MATRIX_RUNS];
};

/* Guests that are to come, and those that run now: by run. */
struct load {
	int pending[MATRIX_RUNS];
	int running;
	int width;		      /* as many run at once when all is well */
	uint64_t age_ns[RUNNING_MAX]; /* of each that runs */
	int run[RUNNING_MAX];
};

void pace_add(struct pace *p, int run, uint64_t took_ns);

/*
 * Time to the end, if each takes as long as those of its run did so far, or as
 * all did, and width of them run at once.  0: nobody can tell yet.
 */
uint64_t pace_to_go(const struct pace *p, const struct load *l);

/* "45 s", "12 min", "3 h 20 min". */
void time_words(uint64_t ns, char *text, size_t size);

struct progress {
	bool tty; /* one line on a terminal that changes, else a line now and
		     then */
	bool standing; /* it is there */
	uint64_t said_ns;
};

void progress_open(struct progress *p);

/* A line that stays. */
void progress_note(struct progress *p, const char *text);

/* How it stands: each second on a terminal, each minute of silence elsewhere.
 */
void progress_show(struct progress *p, const char *text);

/* Leave the terminal's line empty. */
void progress_close(struct progress *p);

#endif
