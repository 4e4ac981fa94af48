/* SPDX-License-Identifier: GPL-2.0 */
/* Command lines: one table drives parsing, --help and the test of the manual. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_type {
	OPT_FLAG, /* bool; no value */
	OPT_NUMBER, /* uint64_t; 1000, 1k, 2M */
	OPT_TIME, /* uint64_t ns; 10s, 500ms, 2m; a bare number is seconds */
	OPT_TEXT, /* const char *, into argv */
	OPT_MAYBE, /* the same, or "" where an option or nothing follows */
	OPT_NUMBERS, /* struct number_list: 1,4,16 */
	OPT_LIST, /* struct option_list: may be given many times */
};

#define MAX_OPTION_LIST 64

struct option_list {
	int n;
	const char *item[MAX_OPTION_LIST];
};

struct number_list {
	int n;
	uint64_t item[MAX_OPTION_LIST];
};

struct option_spec {
	const char *name; /* without the dashes */
	enum option_type type;
	size_t offset; /* of the field in the struct of options */
	uint64_t min, max; /* numbers and times; max 0: no limit */
	const char *arg; /* "FILE", for --help */
	const char *help; /* one line */
};

struct option_table {
	const char *usage; /* "run [OPTION]... [--STRESSOR N]..." */
	const char *about; /* one or two lines */
	const struct option_spec *spec; /* ends with a NULL name */
	/*
	 * An option that is not in spec, or a plain argument (name NULL).
	 * Returns the number of values it used (0 or 1), or -1 when it is not
	 * known here, or -2 after a complaint.  NULL: nothing else is allowed.
	 */
	int (*other)(void *options, const char *name, const char *value);
	/* Further names for "did you mean", ended by NULL; or NULL. */
	const char *(*name_at)(int i);
};

/*
 * Parse argv[1] .. into options.  "--" ends it: *rest is the index behind it, or
 * argc.  0: go on; > 0: the command is over, exit status *status (--help, or a
 * complaint already printed).
 */
int options_parse(const struct option_table *t, void *options, int argc,
		  char **argv, int *rest, int *status);

/* "10s", "500ms", "2m" or seconds, as OPT_TIME has it; false: it is no time. */
bool time_parse(const char *text, uint64_t *ns);

/* The OPT_TEXT "2" or "2.5%" of an option as a share, from low to high percent; NULL
 * leaves it.  0, or STATUS_BROKEN after a complaint. */
int option_percent(const char *option, const char *text, double low,
		   double high, double *share);

/* The candidate nearest to word, or NULL when none is near. */
const char *nearest(const char *word, const char *(*name_at)(int i));

/*
 * Complain of a word that is none of the names: what ("--mode: unknown"), the word,
 * and the nearest of them; else all, where they are few; else the hint.  Returns
 * STATUS_BROKEN.
 */
int unknown_name(const char *what, const char *word,
		 const char *(*name_at)(int i), const char *hint);

/* Which of the names is the value of an option?  -1 after a complaint. */
int option_choice(const char *option, const char *value,
		  const char *(*name_at)(int i));

#endif
