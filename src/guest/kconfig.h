/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Config fragments: what a kernel's .config must hold.  A line is
 * CONFIG_X=value, "# CONFIG_X is not set", "#CHECK#CONFIG_X=value" (must hold,
 * we don't set it), "#KNOWN#CONFIG_X=value" (set in kernels that have such a
 * symbol), a comment or empty.  A later line about a symbol replaces an earlier
 * one.  "#KERNEL#>= 6.12" and "#KERNEL#< 7.0" say which kernels it is for.
 */
#ifndef KCONFIG_H
#define KCONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct want {
	char symbol[96];  /* without CONFIG_ */
	char value[160];  /* as in .config; "n": not set */
	bool check;	  /* must hold, but is not for us to set */
	bool if_known;	  /* not every kernel has it */
	const char *file; /* borrowed from the caller of kconfig_read() */
	int line;
};

#define MAX_RANGES 32

/* Kernels that a fragment is for: from, or below, a version. */
struct range {
	bool below;
	char version[16];
	const char *file; /* borrowed as a want's */
	int line;
};

struct kconfig {
	struct want *want;
	size_t n;
	struct range range[MAX_RANGES];
	int ranges;
};

/* Add the lines of a fragment; file must outlive k.  0, or -errno after a
 * complaint with file and line. */
int kconfig_read(struct kconfig *k, const char *file);

/* Write what is to be set, then the checks, one form for equal requests. */
void kconfig_write(const struct kconfig *k, FILE *f);

/* Is the kernel of that version ("6.12.43") one that all fragments are for?  0, or
 * -EINVAL after a complaint for each that is not. */
int kconfig_fits(const struct kconfig *k, const char *version);

/*
 * Compare with the .config of a kernel tree.  0, or -EINVAL after a complaint
 * for each line that is not met, with the reason.
 */
int kconfig_verify(const struct kconfig *k, const char *tree);

void kconfig_free(struct kconfig *k);

/* The value of a symbol in the text of a .config, into value; "n" when unset.
 */
void kconfig_value(const char *config, const char *symbol, char *value,
		   size_t size);

/*
 * Why symbol isn't what was asked for, in words: the conditions of its Kconfig
 * entry in tree that are not met, by the values in config.  False: there is no
 * such entry.
 */
bool kconfig_why(const char *tree, const char *config, const char *symbol,
		 char *why, size_t size);

#endif
