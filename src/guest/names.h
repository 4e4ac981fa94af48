/* SPDX-License-Identifier: GPL-2.0 */
/* The project's own kernels, fragments and patches, by name. */
#ifndef NAMES_H
#define NAMES_H

#include <limits.h>

/*
 * Put the absolute path of a fragment or patch into path: a name of ours
 * ("base", "mutants/NAME" or NAME alone), or any file.  0, or -errno after a
 * complaint with the nearest name.
 */
int find_fragment(const char *name, char path[PATH_MAX]);
int find_patch(const char *name, char path[PATH_MAX]);

/* The i-th kernel, the host's and behind it those described in order of name, or
 * NULL. */
const char *kernel_name_at(int i);

#endif
