/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernels for guests: described by a few lines, built once, kept by content.
 *
 * A description is kernels/NAME.kernel:
 *
 *	about      mainline with the seed bug put back
 *	source     newest
 *		   (or: tar FILE; git DIR REF)
 *	arch       um
 *	fragments  base fuse module tracing
 *	patches    mutants/interrupted-waiter-drops-wakeup
 *
 * A prebuilt one of the distribution needs none (images.h), nor does the one that
 * runs here, whose name is "host".
 *
 * A built kernel is a folder of the cache, named by the hash of what went into
 * it: image (ELF, booted by its PVH entry, or run: arch um), wakestorm.ko, config,
 * id.json; of a prebuilt one also modules/, to be loaded in order of name.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "options.h"

#define KERNEL_NAME_MAX 64

/* What a kernel runs on. */
enum machine {
	QEMU_MACHINE,
	UML_PROCESS, /* arch um: it is a process */
	THIS_HOST,   /* it runs already, and is the one of this machine */
};

#define HOST_KERNEL "host" /* its name */

/* What to build; lists hold paths, the described kernel's first. */
struct kernel_spec {
	char name[KERNEL_NAME_MAX]; /* "buggy", or made up from the parts */
	char about[128];
	char source[PATH_MAX]; /* as for source_find(); "": the package's */
	char ref[128]; /* a commit of the git repository source; "": none */
	char image[KERNEL_NAME_MAX]; /* a prebuilt one (images.h); "": built */
	enum machine machine;
	char fragment[MAX_OPTION_LIST][PATH_MAX];
	char patch[MAX_OPTION_LIST][PATH_MAX];
	int fragments, patches;
};

struct kernel {
	char name[KERNEL_NAME_MAX];
	char id[17]; /* hex digits of the content hash */
	char release[KERNEL_NAME_MAX]; /* what uname -r will say */
	char dir[PATH_MAX]; /* its folder in the cache */
	enum machine machine;
	int hold; /* kernel_get(): keeps `kernel prune` off until we end */
};

/*
 * $WAKESTORM_CACHE, else $XDG_CACHE_HOME/wakestorm, else ~/.cache/wakestorm; made
 * when missing.  0, or -errno after a complaint.
 */
int cache_dir(char *path, size_t size);

/* Read the description of a kernel of that name, or of "NAME+FRAGMENT...".  0, or -errno after a complaint
 * that names the nearest one. */
int kernel_describe(const char *name, struct kernel_spec *spec);

/*
 * Find spec in the cache, or build it; the host's is there, without a folder.  Prints what it does on stderr, a line a
 * step.  0, or -errno after a complaint.
 */
int kernel_get(const struct kernel_spec *spec, struct kernel *kernel);

#endif
