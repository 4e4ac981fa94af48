/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All that decides what a kernel will be.  Two kernels with the same recipe are
 * one kernel, whatever their names.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "guest/images.h"
#include "guest/kconfig.h"
#include "guest/kernel.h"
#include "guest/source.h"

struct recipe {
	struct image image; /* package "": from source */
	struct source source;
	struct kconfig config;
	char patch_sha[MAX_OPTION_LIST][65];
	char compiler[128]; /* first line of `gcc --version` */
	char id[17];	    /* hex digits of the hash of all these */
};

/*
 * Read what spec names; its source package is downloaded only with fetch.  The
 * recipe borrows the paths in spec.  0, or -errno as source_find();
 * recipe_free() either way.
 */
int recipe_read(const struct kernel_spec *spec, bool fetch, struct recipe *r);
void recipe_free(struct recipe *r);

/* Is it in the cache?  Fills *kernel then. */
bool recipe_is_built(const struct recipe *r, const struct kernel_spec *spec,
		     struct kernel *kernel);

#endif
