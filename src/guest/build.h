/* SPDX-License-Identifier: GPL-2.0 */
/* From a recipe to a folder with image, wakestorm.ko, config and id.json. */
#ifndef BUILD_H
#define BUILD_H

#include "guest/cache.h"
#include "guest/recipe.h"

/*
 * Build in the workplace; the result is the folder `result` in it.  Notes on
 * stderr, the tools' words in CACHE/logs/ID.log.  0, or -errno after a
 * complaint.
 */
int build_kernel(const struct kernel_spec *spec, const struct recipe *recipe,
		 const struct workplace *w);

#endif
