/* SPDX-License-Identifier: GPL-2.0 */
/* Which QEMU: the machine's own, or a newer one out of the archive. */
#ifndef EMULATOR_H
#define EMULATOR_H

#include <limits.h>
#include <stdbool.h>

#define QEMU	    "qemu-system-x86_64"
#define VERSION_LEN 32

struct emulator {
	char path[PATH_MAX];	   /* or a name that is looked up in PATH */
	char version[VERSION_LEN]; /* "7.2.22" */
};

/*
 * The machine's own QEMU, unless virtual time is to have several CPUs and it
 * is older than 10: then one in the cache folder, brought there by
 * kernels/fetch-qemu.sh.  0, or -errno after a complaint.
 */
int emulator_choose(bool virtual_cpus, struct emulator *e);

/* The machine's own QEMU, without a word.  0, or -errno. */
int emulator_look(struct emulator *e);

/* Can it count the instructions of several CPUs? */
bool emulator_counts_cpus(const struct emulator *e);

#endif
