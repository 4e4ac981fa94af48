/* SPDX-License-Identifier: GPL-2.0 */
/* Binary search for the place in a row where something changed. */
#ifndef BISECT_H
#define BISECT_H

/* What one of the row turns out to be. */
enum likeness { LIKE_FIRST, LIKE_LAST, CANNOT_TELL };

/* The change is between last_same and first_changed; what is between those two
 * could not be told. */
struct border {
	int last_same, first_changed;
};

/*
 * The first of n (2 at least) is known to be LIKE_FIRST, the last to be
 * LIKE_LAST.  ask() tells of one between them: a likeness, or -errno, which
 * ends the search.  Of what cannot be told the nearest one is asked instead.  0
 * or -errno.
 */
int bisect(int n, int (*ask)(void *context, int i), void *context,
	   struct border *border);

#endif
