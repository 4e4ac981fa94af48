/* SPDX-License-Identifier: GPL-2.0 */
/* The pictures of a set of results: what there is to draw, and drawing it. */
#ifndef PLOT_H
#define PLOT_H

#include "findings.h"
#include "util.h"

#define MAX_PICTURES  65 /* of one set of results */
#define PICTURE_KINDS 7

struct picture;

/* In the order in which they are shown. */
struct picture_kind {
	const char *name;  /* of its script, and the first word of its files */
	const char *wants; /* what there is too little of when there is none */
	int most;	   /* of one set of results */
	/*
	 * How many there could be; list holds the first of them, max at most,
	 * still without kind and name.
	 */
	int (*list)(struct picture *list, int max, const struct results *all);
	/* Write base.tsv, and what stands beside it.  0 or -errno. */
	int (*data)(const char *base, const struct results *all,
		    const struct picture *pic);
};

extern const struct picture_kind picture_kinds[PICTURE_KINDS];

struct picture {
	const struct picture_kind *kind;
	char name[2 * NAME_LEN];  /* of the files, without .svg, .png */
	char title[3 * NAME_LEN]; /* plain ASCII, as the next */
	char subtitle[8 * NAME_LEN];
	struct setting setting; /* of a cost curve: with 0 waiters, for any */
	const struct plot_choice *choice;
};

/* What to draw. */
struct plot_choice {
	unsigned kinds;	  /* a bit each of picture_kinds */
	const char *base; /* NULL: the first kernel that can be drawn */
	/*
	 * What comparisons are made of, if that is more than what is drawn: a
	 * test is one of as many, whatever is looked at.  NULL: no more.
	 */
	const struct results *family;
	bool asked; /* for pictures: then a line tells of each kind without */
};

#define ALL_KINDS ((1u << PICTURE_KINDS) - 1)

/*
 * The pictures of a kind that all gives, room at most; *found: how many there
 * could be.  Their number.
 */
int plot_kind(const struct picture_kind *kind, const struct results *all,
	      struct picture *list, int room, int *found);

/* The same of all kinds. */
int plot_list(const struct results *all, struct picture list[MAX_PICTURES]);

/*
 * As plot_write(), but what was chosen.  The number of pictures, or -errno
 * after a complaint.
 */
int plot_chosen(const char *dir, const struct results *all,
		const struct plot_choice *choice);

#endif
