/* SPDX-License-Identifier: GPL-2.0 */
/* A plan under way: a child process of its own, which we look after. */
#ifndef JOB_H
#define JOB_H

#include "result.h"
#include "tether.h"

struct shared;

struct job {
	const struct plan *plan;
	struct shared *shared; /* NULL: it could not be started */
	struct tether tether;
	bool running;
	uint64_t progress, moved_ns, stop_ns;
};

/* Start it; what can't be is a verdict in result. */
void job_start(struct job *job, const struct plan *plan,
	       const struct where *where, struct result *result);

/* Still going?  Ends it when it was told to stop, or does nothing any more. */
void job_look(struct job *job);

/* What it found. */
void job_end(struct job *job, struct result *result);

#endif
