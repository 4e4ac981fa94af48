/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel command's verbs share. */
#ifndef COMMANDS_KERNEL_H
#define COMMANDS_KERNEL_H

#include <stdbool.h>

#include "guest/kernel.h"
#include "guest/qemu.h"
#include "options.h"

struct kernel_options {
	/* which kernel: build and boot */
	struct option_list names, fragments, patches;
	const char *source, *ref, *name;
	/* boot */
	const char *tier, *append, *console, *json;
	uint64_t cpus, seed;
	struct guest_limits limits;
};

/* Do options say more than a name? */
bool kernel_is_free(const struct kernel_options *o);

/* The i-th of o->names with the options added to it, or the kernel that the
 * options alone describe.  0, or -errno after a complaint. */
int kernel_choose(const struct kernel_options *o, int i,
		  struct kernel_spec *spec);

/* The verbs' exit status. */
int kernel_boot(int argc, char **argv);
int kernel_list(int argc, char **argv);
int kernel_first_bad(int argc, char **argv);
int kernel_tiers(int argc, char **argv);
int kernel_prune(int argc, char **argv);
int kernel_initramfs(int argc, char **argv);

/* Takes plain arguments as names of kernels: an option_table's `other`. */
int kernel_name_argument(void *options, const char *name, const char *value);

#define KERNEL_OPTION(name, type, field, min, max, arg, help)                 \
	{                                                                     \
		name, type, offsetof(struct kernel_options, field), min, max, \
			arg, help                                             \
	}

#define KERNEL_PARTS                                                           \
	KERNEL_OPTION("source", OPT_TEXT, source, 0, 0, "PATH",                \
		      "tarball, tree, newest or a series [installed linux-source]"), \
		KERNEL_OPTION("ref", OPT_TEXT, ref, 0, 0, "REF",               \
			      "this commit of the git repository --source"),   \
		KERNEL_OPTION(                                                 \
			"fragment", OPT_LIST, fragments, 0, 0, "FILE",         \
			"add a config fragment: a file, or a name of ours"),   \
		KERNEL_OPTION("patch", OPT_LIST, patches, 0, 0, "FILE",        \
			      "add a patch: a file, or a name of ours"),       \
		KERNEL_OPTION("name", OPT_TEXT, name, 0, 0, "NAME",            \
			      "what to call it [made up from the parts]")

#endif
