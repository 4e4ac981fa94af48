/* SPDX-License-Identifier: GPL-2.0 */
/* One step of a race: what it does, and when it did it. */
#ifndef LANE_H
#define LANE_H

#include "engine/engine.h"

struct lane {
	const struct step *step;
	struct waiter *w; /* whom it names, or NULL */
	bool on;	  /* there is something to do */
	uint64_t due_ns, begin_ns;
	int ret; /* of the act: a value or -errno */
};

/* Look whether there is something to do, and enter it in the ledger, before any
 * lane acts. */
void lane_prepare(struct run *r, struct lane *l, const struct step *step);

/* Do it, on any CPU. */
void lane_act(struct run *r, struct lane *l);

/* What is known only after all have acted.  0 or -errno; the verdict is in the
 * result then. */
int lane_conclude(struct run *r, const struct lane *l);

#endif
