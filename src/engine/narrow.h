/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Act stretch: a waiter that leaves is held at one place on its way, and the
 * event comes while it stands there (engine/stretch.h).  docs/method.md says
 * what that proves.
 */
#ifndef NARROW_H
#define NARROW_H

#include "engine/act.h"
#include "engine/stretch.h"

#define MAX_WINDOWS 96

struct window {
	char in[STRETCH_PLACE]; /* held on its way in before; "": it sleeps */
	char at[STRETCH_PLACE]; /* held here while the event comes */
	bool arrives;		/* undisturbed, on its way in */
	unsigned tried, lost;	/* rounds in which it was held */
	bool unreached;		/* tried, and nobody came by: not again */
};

enum narrow_outcome {
	NARROW_MISSED, /* the waiter did not come by */
	NARROW_VOID,   /* it was not held for as long as it took */
	NARROW_JUDGED, /* it was, and the oracle has judged */
};

struct narrow {
	struct window window[MAX_WINDOWS];
	int windows, next;
	bool searched;
};

/*
 * One round at one window, while all waiters sleep.  Without window_in the head
 * is signalled, or killed where only that ends the sleep, and held at window.
 * With it a waiter that rests is called and held at window_in; there it is
 * signalled, and held at window when it goes on.  Then the event is posted, and
 * the waiter freed.
 *
 * What of it, or -errno; the verdict is in the result then.
 */
int narrow_try(struct run *r, const char *window, const char *window_in);

/*
 * The same, but a waiter that rests is called and held at window, and nobody
 * disturbs it; all others rest: what it does not see when it goes on, nobody will.
 */
int narrow_arrive(struct run *r, const char *window);

/* Nobody waits: all are thrown out, or dead and replaced.  0 or -errno. */
int narrow_rest_all(struct run *r);

/* --- narrow-act.c: which windows --- */

const char *narrow_missing(void);
int narrow_open(struct run *r);
int play_stretch(struct run *r);

/* A round in which nothing is posted: where a waiter comes by, to the stage. */
int narrow_look(struct run *r);

/* The verdict's words, where something was lost: at which windows. */
void narrow_conclude(struct run *r);

#endif
