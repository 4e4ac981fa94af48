/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Prebuilt kernels of the distribution.  They need no description, for their
 *names say it all: FLAVOUR-VERSION, where the version may be cut short behind
 *each number, or is "newest":
 *
 *	cloud-6.12  generic-5.10  cloud-6.12.43  cloud-newest  rt-6.12
 *
 * That asks for the newest of those that the package archive still has.
 */
#ifndef IMAGES_H
#define IMAGES_H

#include <stdbool.h>
#include <stddef.h>

enum flavour { CLOUD, GENERIC, RT, FLAVOURS };

struct image {
	enum flavour flavour;
	char package[96]; /* linux-image-6.1.0-57-cloud-amd64 */
	char version[64]; /* of the package: 6.1.192-3 */
	char sha[65];	  /* of its file */
};

/* In order of version, the oldest first. */
struct images {
	struct image *list;
	size_t n;
};

struct image_wish {
	enum flavour flavour;
	char version[32]; /* "6.12"; "": the newest there is */
};

/* Read a kernel's name.  false: it is none of a prebuilt one. */
bool image_wished(const char *name, struct image_wish *wish);

/* The name of that very image, for image_wished(): cloud-6.12.43. */
void image_name(const struct image *image, char *name, size_t size);

/*
 * As dpkg orders versions (deb-version(7), without epochs): less, equal or
 * greater than 0.
 */
int version_compare(const char *a, const char *b);

/*
 * Read lines of PACKAGE VERSION SHA256; what is no such line, or another
 * flavour, is passed over, and so is what another has the name of: an older
 * build of the same version.  0 or -ENOMEM; images_free() in either case.
 */
int images_parse(const char *text, struct images *images);
void images_free(struct images *images);

/* NULL: there is none. */
const struct image *images_find(const struct images *images,
				const struct image_wish *wish);

/*
 * Move those from a to b, which are two of one flavour in either order, to the
 * front of the list.  How many they are, with both.
 */
int images_cut(struct images *images, const struct image *a,
	       const struct image *b);

#endif
