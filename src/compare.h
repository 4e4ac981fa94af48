/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two sets of results against each other: what changed.  Verdicts are proven
 * one by one, so a single lost wakeup counts; latencies are compared by runs in
 * pairs of equal seed, with exact tests (measure/stats.h), and only in tiers
 * where time is the guest's own or the runs were interleaved.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "findings.h"

#define EQUIVALENT_WITHIN 1.03 /* a ratio nearer to 1 is no change */
#define METRICS		  2    /* p50 and p99 */

/* One side: the results of a kernel (NULL: whichever). */
struct side {
	const struct results *all;
	const char *kernel;
};

enum change {
	SAME,	    /* both pass */
	FIXED,	    /* lost before, or worse than now */
	REGRESSION, /* lost now, or worse than before */
	STILL,	    /* the same trouble on both sides */
	NOT_TESTED, /* skipped, or on one side only */
	UNCERTAIN,  /* suspect: not confirmed */
	NOT_SOUND,  /* broken, or a BUSTED twin that was not caught */
	CHANGES
};

extern const char *const change_names[CHANGES];

enum speed { FASTER, SLOWER, EQUIVALENT, CANNOT_TELL, NOT_COMPARED, SPEEDS };

extern const char *const speed_names[SPEEDS];

struct latency_change {
	enum speed speed;
	const char *why; /* of CANNOT_TELL and NOT_COMPARED, else "" */
	int pairs;
	double base_ns, head_ns; /* medians of the runs in pairs */
	double ratio, low, high; /* head / base, 95 % confidence */
	double p, p_holm;	 /* two-sided; among all of this comparison */
};

/* One scene on both sides. */
struct compared {
	struct scene scene;
	struct cell base, head;
	enum change change;
	double p; /* Fisher's: runs that found something */
	struct latency_change latency[METRICS];
};

struct comparison {
	struct compared *c;
	int n;
};

/* The names of the metrics: "p50", "p99". */
const char *metric_name(int metric);

/* 0 or -ENOMEM; comparison_free() in either case. */
int compare(struct comparison *all, const struct side *base,
	    const struct side *head);
void comparison_free(struct comparison *all);

/* 1: regression, 2: broken, 3: nothing comparable, else 0 (enum status). */
int compare_status(const struct comparison *all);

/* What a difference of logarithms d[n], head - base, says; no Holm yet. */
struct latency_change latency_judge(const double *d, int n);

/* The verdict on a change, from its shift and p_holm. */
void latency_decide(struct latency_change *l);

void compare_text(FILE *f, const struct comparison *all,
		  const struct side *base, const struct side *head);
void compare_markdown(FILE *f, const struct comparison *all,
		      const struct side *base, const struct side *head);

/* One JSON object and a newline.  0 or -errno. */
int compare_json(FILE *f, const struct comparison *all, const struct side *base,
		 const struct side *head);

#endif
