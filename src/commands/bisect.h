/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of `wakestorm bisect` share: a commit is built, booted a few
 * times, and judged by an aim, losses or latency. */
#ifndef COMMANDS_BISECT_H
#define COMMANDS_BISECT_H

#include "commands/kernel.h"
#include "guest/history.h"
#include "measure/stats.h"
#include "result.h"

#define WHY_LEN	    160
#define TROUBLE_MAX 3 /* runs that tell nothing, then the commit is skipped */
#define MOST_RUNS   1000

struct bisect_options {
	struct kernel_options kernel; /* first: its options are ours, too */
	const char *tree, *stressor, *act, *base, *latency, *confidence, *log;
	uint64_t runs, control;
	bool step;
};

/* What one run showed. */
struct seen {
	int records;	      /* that tell something */
	enum verdict verdict; /* PASS, or that of the first finding */
	struct hist latency;
	char trouble[WHY_LEN]; /* or "" */
};

struct hunt {
	const struct bisect_options *o;
	/* hunt_build() and hunt_run(); a test has others */
	int (*build)(struct hunt *h, const struct commit *commit);
	int (*run)(struct hunt *h, int run);
	FILE *out; /* for people */
	struct commit good, bad;
	struct history history;
	double confidence, margin; /* shares: 0.95; 0: losses, not latency */
	int argc;
	char **argv;			   /* of the guest */
	char site[NAME_LEN + 2], seed[24]; /* words of it */
	FILE *json;
	struct result *result; /* scratch: they are big */
	struct kernel_spec *spec;
	struct seen *seen;
	struct kernel kernel;	/* of the commit that is tried now */
	int judgements; /* that must all be right: of GOOD, and the steps */
	int judged; /* steps so far, without the skipped ones */
	int runs;		/* a judgement */
	enum verdict sought;	/* losses: what BAD shows */
	double base[MAX_PAIRS]; /* latency: ln of GOOD's p50, by run */
};

struct aim {
	/*
	 * BAD must show it, and GOOD must not; says so, and finds h->runs.  0,
	 * -ENODATA after a complaint: it is not so; or -errno after one.
	 */
	int (*control)(struct hunt *h);

	/* Of the kernel that is built: enum likeness with words why, or -errno
	 * after a complaint. */
	int (*judge)(struct hunt *h, char why[WHY_LEN]);
};

extern const struct aim losses_aim, latency_aim;

/* Build that commit.  0; -ENODATA: it can't be built; -errno after a complaint
 * about what is no fault of the commit's. */
int hunt_build(struct hunt *h, const struct commit *commit);

/* Boot it with that number of a run, 0 ..; h->seen.  0 or -errno after a
 * complaint. */
int hunt_run(struct hunt *h, int run);

/* A line about a commit: "0123456789ab WORD  WHY  (subject)". */
void hunt_tell(struct hunt *h, const struct commit *commit, const char *word,
	       const char *why);

#endif
