/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Result sets against each other: what changed from BASE to NEW.  The unit is
 * the boot, all sites of one seed together, never one latency; boots of equal
 * seed are pairs.  A duel proves a loss, or that there is none; what comes by
 * chance, and what takes time, is tested (measure/stats.h), and times only
 * where the tier makes them the guest's own.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "findings.h"

#define MARGIN	    0.03 /* a change of less than this share is none */
#define TAIL_MARGIN 0.25 /* the same for the share of a tail */
#define TAIL_TIMES  4	 /* a tail is what takes longer than so many medians */
#define ALPHA	    0.05 /* of the declared family, by Holm */
#define FALSE_SHARE 0.10 /* of the explored, by Benjamini and Hochberg */
#define POWER	    0.80 /* for the boots that it takes */
#define MOST_MORE   9999 /* boots: beyond that, say so and no number */
#define MAX_NEWS    32

/* One side: the results of a kernel (NULL: whichever). */
struct side {
	const struct results *all;
	const char *kernel;
};

/* In this order of weight. */
enum change { CANNOT_TELL, SAME, IMPROVED, NOT_SOUND, REGRESSED, CHANGES };

extern const char *const change_names[CHANGES];

enum { BASE, NEW, SIDES };

/* P50 of each storm and RATE of each workload are the declared family, the rest
 * is explored. */
enum metric { P50, TAIL, RATE, METRICS };

extern const char *const metric_names[METRICS];

/* One number of a boot, on both sides. */
struct measured {
	enum change change;
	const char *why;	 /* of CANNOT_TELL, else "" */
	bool tested;		 /* else there is nothing below */
	bool paired;		 /* by equal seeds; else all of one side */
	int boots[SIDES];	 /* that took part */
	double median[SIDES];	 /* of the boots: ns, share, or 1/s */
	double ratio, low, high; /* new / base, 95 % confidence */
	double narrow_low, narrow_high; /* 90 %, for TOST */
	double sd;			/* of the differences of logarithms */
	double delta;			/* Cliff's, where not paired */
	double p, p_family;		/* two-sided; among all of its family */
	double lag1; /* of the differences, in order, where paired */
	int more;    /* boots a side that it would take to tell; 0: unknown */
};

/* Losses that come by chance: not each boot need have one. */
struct losses {
	bool tested;
	const char *test; /* "Fisher", "log-rank" */
	int boots[SIDES], hit[SIDES];
	double waits[SIDES]; /* events taken: the exposure */
	double z;	     /* > 0: NEW loses more often, or sooner */
	double p, p_family;
	int more;
};

/* One setting on both sides. */
struct compared {
	struct setting at;
	int new; /* which NEW it is about */
	struct cell cell[SIDES];
	enum change change;
	const char *why; /* or "" */
	struct losses losses;
	struct measured metric[METRICS];
};

struct comparison {
	double margin; /* a share: 0.03 */
	struct side base, *news;
	int n_news;
	struct compared *c;
	int n;
};

/*
 * Compare base with each of news[n]; sides must outlive it.  0 or -ENOMEM;
 * comparison_free() in either case.
 */
int compare(struct comparison *all, const struct side *base, struct side *news,
	    int n, double margin);
void comparison_free(struct comparison *all);

/* 1: a regression, 2: broken, 3: nothing learned, or NEW loses by chance where
 * BASE was not seen to, else 0 (enum status). */
int compare_status(const struct comparison *all);

/* The first record of a side: it names the kernel. */
const struct result *side_record(const struct side *side);

/* Losses in it need not come each time. */
bool by_chance(const struct setting *at);

/*
 * Where the host's time passes, does a difference resemble the one before it (p
 * < 0.01)?  Then boots are not independent, and p is too small.
 */
bool drifts(const struct compared *c, const struct measured *m);

/* The metric that is declared, and decides: P50, but RATE of a workload that
 * tells no latencies. */
enum metric metric_declared(const struct compared *c);

/* Has it times on both sides, so that they are worth a line? */
bool has_times(const struct compared *c);

/* --- the boots of a side (compare/boots.c) --- */

struct boot {
	const struct result *of; /* its first record */
	struct hist latency;	 /* of all its sites */
	bool hit;		 /* it lost a wakeup, or hung */
	double waits;
	double first_loss_ns, elapsed_ns, running_ns; /* 0: unknown */
};

struct boots {
	struct boot *boot;
	int n;
	int twins; /* left out: the same to the byte as another of its side */
};

bool on_side(const struct side *side, const struct result *r);

/* All boots of a side in that setting that ran.  0 or -ENOMEM; free(b->boot).
 */
int boots_make(struct boots *b, const struct side *side,
	       const struct setting *at);

/* --- what they say --- */

/* The verdicts, where they are proofs; what chance has a part in is left to
 * losses_decide(). */
void verdicts_judge(struct compared *c);

/* Test losses that come by chance.  0 or -ENOMEM. */
int losses_test(struct losses *l, const struct boots *base,
		const struct boots *now);
void losses_decide(struct compared *c);

/* Test one number.  0 or -ENOMEM. */
int metric_test(struct measured *m, enum metric metric,
		const struct boots *base, const struct boots *now);

/* What its p_family and its interval say, among so many tests. */
void metric_decide(struct compared *c, enum metric metric, double margin,
		   int declared, int explored);

/* A share that is no change, of that metric. */
double metric_margin(enum metric metric, double margin);

/* --- writers: compare/text.c ... --- */

/* "regressed"; "14 more boots"; "20 of 24"; what a line says beside a word. */
#define WORDS_LEN 96

/* What was measured, in the order in which it is told: each number where it was
 * declared, or where it is only explored. */
#define MEASURED 4

struct measured_part {
	enum metric metric;
	bool declared;
	const char *title;
};

extern const struct measured_part measured_parts[MEASURED];

/* A median, with its unit. */
void metric_text(const struct measured *m, enum metric metric, int side,
		 char text[CELL_LEN]);

const char *more_text(int more, char text[WORDS_LEN]);
void setting_text(const struct setting *at, char text[WORDS_LEN]);
void put_side(FILE *f, const char *what, const struct side *side);

/* "1 regressed, ..." of the verdicts and the declared family of one NEW. */
void put_sum(FILE *f, const struct comparison *all, int new);

/* What was done, in words, for those who read the figures. */
void put_method(FILE *f, const struct comparison *all);

/* 0 or -errno. */
int compare_text(FILE *f, const struct comparison *all);
int compare_markdown(FILE *f, const struct comparison *all);
int compare_json(FILE *f, const struct comparison *all);
int compare_junit(FILE *f, const struct comparison *all);

/* How many boots it takes to see an effect (a share: 0.02), going by those of
 * base, or by pairs of base and now (NULL: none).  0 or -ENOMEM. */
int compare_pilot(FILE *f, const struct side *base, const struct side *now,
		  double effect);

#endif
