/* SPDX-License-Identifier: GPL-2.0 */
/*
 * `git bisect` over the commits of a repository that is only read.  It runs in
 * a bare repository of ours in the cache, which borrows the user's objects: no
 * checkout, no ref and no bisect of the user's is touched, and what a kill -9
 * leaves is swept with the cache's other workplaces.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include "guest/bisect.h"
#include "guest/cache.h"
#include "guest/git.h"

#define SUBJECT_LEN 80

struct history {
	struct workplace w;
	char git[PATH_MAX]; /* our repository */
};

/* Borrow the objects of the repository that dir is part of.  0, or -errno after
 * a complaint; history_close() only after 0. */
int history_open(struct history *h, const char *dir);
void history_close(struct history *h);

/* How many commits bad has that good has not, or -errno after a complaint. */
int history_count(struct history *h, const struct commit *good,
		  const struct commit *bad);

/* The commit's first line, without what terminals obey.  "": unknown. */
void history_subject(struct history *h, const char *id,
		     char subject[SUBJECT_LEN]);

/*
 * git bisect from good to bad, both known to be so.  ask() tells of one commit:
 * LIKE_FIRST (good), LIKE_LAST (bad), CANNOT_TELL (skip), or -errno, which ends
 * the search.  1: *first is the first bad commit; 0: out has git's words why
 * there is none: only skipped ones are left, or the merge base is bad; -errno
 * after a complaint, or ask()'s.
 */
int history_bisect(struct history *h, const struct commit *good,
		   const struct commit *bad,
		   int (*ask)(void *context, const struct commit *commit),
		   void *context, struct commit *first, char *out, size_t size);

/* Write `git bisect log` to path, for `git bisect replay`.  0, or -errno after
 * a complaint. */
int history_log(struct history *h, const char *path);

#endif
