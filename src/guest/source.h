/* SPDX-License-Identifier: GPL-2.0 */
/* Where a kernel's source comes from: a tarball, a tree of the user's, or a commit
 * of a git repository. */
#ifndef SOURCE_H
#define SOURCE_H

#include <limits.h>
#include <stdbool.h>

struct source {
	char path[PATH_MAX]; /* absolute */
	bool tree;	     /* a folder of the user's, never written to */
	bool git;	     /* a repository's folder, never written to */
	char sha[65];	     /* of the tarball; of the tree's list of files; git's
			      * of the commit's tree */
	char commit[65];     /* git: its id */
};

/*
 * Find and identify the source: a path; "newest" or a series ("7.3") of the
 * package archive, which is asked only with fetch; when NULL the newest
 * /usr/src/linux-source-*.tar.*.  With ref ("": none) given is a folder of a git
 * repository, and the source is that commit.  0, or -errno after a complaint; -ENOENT
 * without one where fetch would have brought it.
 */
int source_find(const char *given, const char *ref, bool fetch,
		struct source *source);

/* A tree to build in, in the new folder dest: hard links where possible.  A
 * tarball is unpacked once and kept; a commit is checked out.  0, or -errno after a complaint. */
int source_copy(const struct source *source, const char *dest);

#endif
