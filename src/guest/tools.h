/* SPDX-License-Identifier: GPL-2.0 */
/* The programs that build a kernel, and the log of what they say. */
#ifndef TOOLS_H
#define TOOLS_H

#include <limits.h>
#include <stdbool.h>

struct tools {
	char title[128];	 /* of what is built, for complaints */
	char tree[PATH_MAX];	 /* the kernel tree */
	char log_path[PATH_MAX]; /* CACHE/logs/ID.log, outlives the build */
	int log;
	bool uml;     /* the kernel is to be a process */
	bool ccache;  /* is it installed? */
	bool probing; /* Kconfig asks the compiler: no answers from ccache */
	char ccache_dir[PATH_MAX];
};

/* Open the log.  0, or -errno after a complaint; close t->log in the end. */
int tools_open(struct tools *t, const char *id);

/* Run argv in dir; step names it in a complaint.  0, or -errno after that. */
int tools_run(struct tools *t, char *const argv[], const char *dir,
	      const char *step);

/* make in the tree, with one or two (or NULL) arguments. */
int tools_make(struct tools *t, const char *step, const char *arg,
	       const char *arg2);

#endif
