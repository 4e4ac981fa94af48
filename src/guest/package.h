/* SPDX-License-Identifier: GPL-2.0 */
/* Prebuilt kernels, out of the archive's packages. */
#ifndef PACKAGE_H
#define PACKAGE_H

#include "guest/cache.h"
#include "guest/images.h"
#include "guest/recipe.h"

/*
 * All that the archive has.  0, or -errno after a complaint; images_free() in
 * either case.
 */
int package_images(struct images *images);

/* Find the image that spec->image names, for r->image. 0, or -errno after a
 * complaint. */
int package_find(const struct kernel_spec *spec, struct image *image);

/* What decides on the kernel that becomes of image.  0, or -errno after a
 * complaint. */
int package_recipe(const struct image *image, FILE *f);

/* As build_kernel(), but out of packages: nothing is compiled but our module,
 * and where that can't be done, id.json says why. */
int package_kernel(const struct kernel_spec *spec, const struct recipe *recipe,
		   const struct workplace *w);

#endif
