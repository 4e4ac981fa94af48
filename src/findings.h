/* SPDX-License-Identifier: GPL-2.0 */
/* What a set of results says, before it is laid out for the terminal, the page
 * or the pictures. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "report.h"

#define MAX_NAMES 512 /* kernels, and stressors, of one report */
#define CELL_LEN  24 /* bytes of "lost 100000/100000" */

/* Different names in order of appearance; they point into the results. */
struct names {
	int n;
	const char *name[MAX_NAMES];
};

struct pivot {
	const struct results *all;
	struct names kernels, stressors;
};

/* All runs that share a place in a table. */
struct cell {
	int runs;
	int hit; /* runs that found something: lost, hang, herd */
	enum verdict worst;
	uint64_t lost, rounds;	     /* in runs that ran */
	double rate; /* workloads: counts a second, all runs together */
	const struct result *sample; /* the first with the worst verdict */
};

/* What has to be equal for two runs to be compared. */
struct setting {
	const char *stressor, *tier;
	const char *noise; /* its command, or "" */
	enum mode mode;
	enum act act;
	int waiters;
	int cpus;   /* of storms and workloads; else 0 */
	int wakers; /* of storms, as all below but threads; else 0 */
	enum loop loop;
	uint64_t signals, coincidences, rate;
	enum placement placement;
	bool traced, threads;
};

/* One run, all its sites together: the unit of statistics. */
struct unit {
	const struct result *of;
	struct hist latency;
};

struct units {
	struct unit *unit;
	int n;
};

void pivot_make(struct pivot *p, const struct results *all);
struct cell pivot_cell(const struct pivot *p, enum mode mode, int kernel,
		       int stressor);
bool pivot_has(const struct pivot *p, enum mode mode);

/* The first record of that kernel; there is one. */
const struct result *pivot_kernel(const struct pivot *p, int kernel);

void cell_add(struct cell *c, const struct result *r);

void cell_text(const struct cell *c, char text[CELL_LEN]);

/* A BUSTED twin is wrong on purpose, and must be caught. */
bool is_busted(const char *stressor);

/* Must a run show that this is wrong on purpose?  A storm and a race take luck,
 * and other acts are for other mistakes. */
bool twin_must_show(const char *stressor, enum mode mode, enum act act);

/* What a run means to one who counts. */
enum outcome {
	PASSED,
	FAILED,	 /* lost wakeup, hang, herd, astray */
	CAUGHT,	 /* a BUSTED twin, as it must be */
	MISSED,	 /* a BUSTED twin that passed an act that must show it */
	UNSURE,	 /* suspect: not confirmed */
	UNSOUND, /* broken */
	SKIPPED,
	OUTCOMES
};

enum outcome outcome_of(const struct result *r);

/* Must somebody look at it? */
bool outcome_is_bad(enum outcome outcome);

struct setting setting_of(const struct result *r);
bool setting_same(const struct setting *a, const struct setting *b);

/* ", 1000 signals/s": what is not as usual in a storm, or "". */
#define STORM_TEXT 160
const char *storm_text(const struct setting *at, char text[STORM_TEXT]);

/* Different settings of the records that are wanted (NULL: all), in order of
 * appearance.  Their number, at most max. */
int settings_find(const struct results *all, struct setting *setting, int max,
		  bool (*wanted)(const struct result *r));

/* Time in this tier does not depend on what else the host does. */
bool tier_comparable(const char *tier);

/*
 * The runs of a kernel (NULL: any) in a setting that have latencies, one for
 * each pair of seed and boot.  0 or -ENOMEM; free(u->unit).
 */
int units_make(struct units *u, const struct results *all,
	       const struct setting *setting, const char *kernel);

/* One finding a line, in words: which kernel loses wakeups where. */
void findings(FILE *f, const struct pivot *p);

/* Stressors of a kernel, BUSTED twins apart, whose worst run has that verdict.
 */
int finding_count(const struct pivot *p, int kernel, enum verdict verdict);

/* The parts of it: where a kernel loses wakeups and where not; what else is to
 * say of it; the BUSTED twins, and what could not be read. */
void finding_losses(FILE *f, const struct pivot *p, int kernel);
void finding_others(FILE *f, const struct pivot *p, int kernel);
void finding_twins(FILE *f, const struct pivot *p);

/* A loss as one would paste it into a mail: who sleeps beside what. */
void evidence_text(FILE *f, const struct result *r, const struct evidence *e);

/* The first loss with evidence on a kernel, BUSTED twins apart.  NULL: none. */
const struct result *first_proof(const struct pivot *p, int kernel);

/* Strings of records are hostile: s as printable ASCII, n bytes at most (-1:
 * all); the same for HTML, and for a line or cell of Markdown, escaped. */
void put_plain(FILE *f, const char *s, int n);
void put_html(FILE *f, const char *s);
void put_markdown(FILE *f, const char *s);

/* What a workload counted a second; 0: nothing, or it is none. */
double workload_rate(const struct result *r);

/* "3.14" or "1234" into text: of so many a second. */
const char *rate_text(double rate, char text[CELL_LEN]);

/* "2.31 us" into text. */
void time_text(double ns, char text[CELL_LEN]);

#endif
