/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commits of a git repository, by git's own commands.  The repository is only
 * read: no checkout, no index, no ref of it is touched.
 */
#ifndef GIT_H
#define GIT_H

#include <limits.h>
#include <stddef.h>

#define GIT_ID_LEN 65 /* SHA-256; SHA-1 is shorter */

struct commit {
	char id[GIT_ID_LEN];
	char tree[GIT_ID_LEN]; /* of its content: equal trees are equal */
};

/*
 * Run git with words (NULL-terminated) on what dir is part of; what it prints
 * on stdout and stderr goes to out, cut at size - 1, without the last newline.
 * Variables that point git elsewhere are left out.  Its exit status, or -errno.
 */
int git_run(const char *dir, char *const words[], char *out, size_t size);

/* Complain of git's last words in out: "WHAT: fatal: ...".  Returns -EIO, or
 * status where that is -errno. */
int git_complain(const char *what, int status, const char *out);

/* The folder that holds the repository's objects and refs, for any folder in
 * one of its checkouts.  0, or -errno after a complaint. */
int git_folder(const char *dir, char folder[PATH_MAX]);

/* The commit that ref names there.  0, or -errno after a complaint. */
int git_commit(const char *dir, const char *ref, struct commit *commit);

/* Write the tree's files into the new folder dest.  0, or -errno after a
 * complaint. */
int git_export(const char *folder, const char *tree, const char *dest);

#endif
