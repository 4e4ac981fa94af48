/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many signals a second make so many coincidences a second?  More signals
 * make more, until they leave no time for wakeups: beyond that cliff there are
 * next to none.  So go there by steps, and back when it was too far.
 */
#ifndef STEER_H
#define STEER_H

#include <stdint.h>

#define STEER_LEAST 10
#define STEER_MOST  1000000

/* Zeroed to begin with. */
struct steer {
	double best;	  /* coincidences a second seen so far, */
	uint64_t rate;	  /* at so many signals a second */
	uint64_t ceiling; /* not above; 0: none */
};

/* The next rate, after rate made got of the want coincidences a second. */
uint64_t steer(struct steer *s, uint64_t rate, double want, double got);

#endif
