// SPDX-License-Identifier: GPL-2.0
#include <glob.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data.h"
#include "guest/package.h"
#include "say.h"
#include "tether.h"
#include "util.h"

#define LIST_MAX    (1u << 20)
#define PACKAGE_MIB 900ul /* a generic image, what is in it, and headers */

/* The script and the folder of its packages.  0, or -errno after a complaint.
 */
static int find_script(char script[PATH_MAX], char folder[PATH_MAX])
{
	int ret = cache_folder(folder, "packages");

	return ret ? ret
		   : path_format(script, "%s/kernels/fetch-image.sh",
				 data_dir());
}

static int script_failed(const char *what, const char *out, int ret)
{
	if (ret > 0)
		complain("%s: %.*s", what, (int)strcspn(out, "\n"),
			 *out ? out : "kernels/fetch-image.sh failed");
	return ret > 0 ? -EIO : ret;
}

int package_images(struct images *images)
{
	char script[PATH_MAX], folder[PATH_MAX];
	char *out = calloc(1, LIST_MAX);
	int ret = out ? find_script(script, folder) : -ENOMEM;

	*images = (struct images){ 0 };
	if (!ret) {
		char *argv[] = { script, "list", folder, NULL };

		ret = capture(argv, NULL, out, LIST_MAX);
	}
	if (ret)
		ret = script_failed("prebuilt kernels", out, ret);
	else
		ret = images_parse(out, images);
	free(out);
	return ret;
}

int package_find(const struct kernel_spec *spec, struct image *image)
{
	const struct image *found = NULL;
	struct image_wish wish;
	struct images images;
	int ret = package_images(&images);

	if (!ret && image_wished(spec->image, &wish))
		found = images_find(&images, &wish);
	if (!ret && !found) {
		complain("the package archive has no kernel %s (try: wakestorm "
			 "kernel list --images)",
			 spec->image);
		ret = -ENOENT;
	}
	if (found)
		*image = *found;
	images_free(&images);
	return ret;
}

/* All of that version: the image, its modules, headers.  A kernel that is in
 * the cache needs them again when our module changes. */
static void mark_used(const char *folder, const struct image *image)
{
	char pattern[PATH_MAX];
	glob_t found = { 0 };

	if (path_format(pattern, "%s/images/*_%s_*.deb", folder,
			image->version))
		return;
	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		cache_mark_used(found.gl_pathv[i]);
	globfree(&found);
}

int package_recipe(const struct image *image, FILE *f)
{
	char script[PATH_MAX], folder[PATH_MAX], sha[65];
	int ret = find_script(script, folder);

	if (!ret)
		ret = sha256_file(script, sha);
	if (ret)
		return ret;
	mark_used(folder, image);
	fprintf(f, "image %s %s %s\nscript %s\n", image->package,
		image->version, image->sha, sha);
	return 0;
}

/* release: what uname -r will say; why: "", or why there is no module. */
static int write_id(const struct kernel_spec *spec, const struct recipe *r,
		    const char *result, const char *release, const char *why)
{
	char path[PATH_MAX];
	json_t *id;
	int ret = path_format(path, "%s/id.json", result);

	if (ret)
		return ret;
	id = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", r->id,
		       "name", spec->name, "release", release, "package",
		       r->image.package, "version", r->image.version,
		       "package_sha256", r->image.sha, "arch", "x86_64",
		       "no_module", why);
	if (!id || json_dump_file(id, path, JSON_INDENT(2))) {
		complain("can't write %s", path);
		ret = -EIO;
	}
	json_decref(id);
	return ret;
}

/* out: the release, and maybe a line why there is no module. */
static int take_words(const struct kernel_spec *spec, const struct recipe *r,
		      const char *result, char *out)
{
	char *rest = out, *release = strsep(&rest, "\n");
	char *why = rest ? strsep(&rest, "\n") : "";

	if (!*release || strlen(release) >= KERNEL_NAME_MAX) {
		complain("%s: no release of %s", spec->name, r->image.package);
		return -EIO;
	}
	if (*why)
		note("%s: no module: %s", spec->name, why);
	return write_id(spec, r, result, release, why);
}

int package_kernel(const struct kernel_spec *spec, const struct recipe *r,
		   const struct workplace *w)
{
	char script[PATH_MAX], folder[PATH_MAX], result[PATH_MAX];
	char out[4096];
	char *argv[] = { script,
			 "get",
			 folder,
			 (char *)r->image.package,
			 (char *)r->image.version,
			 result,
			 (char *)w->dir,
			 NULL };
	int ret = find_script(script, folder);

	if (!ret)
		ret = cache_has_room(PACKAGE_MIB);
	if (!ret)
		ret = path_format(result, "%s/result", w->dir);
	if (ret)
		return ret;
	note("%s: %s %s", spec->name, r->image.package, r->image.version);
	ret = capture(argv, NULL, out, sizeof(out));
	return ret ? script_failed(spec->name, out, ret)
		   : take_words(spec, r, result, out);
}
