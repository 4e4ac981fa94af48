// SPDX-License-Identifier: GPL-2.0
#include <glob.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/package.h"
#include "guest/recipe.h"
#include "say.h"
#include "util.h"

/* Goes up when kernels come out differently from the same parts. */
#define BUILD_STEPS 1

static int read_compiler(struct recipe *r)
{
	char *argv[] = { "gcc", "--version", NULL };
	char out[512];
	int ret = capture(argv, NULL, out, sizeof(out));

	if (ret < 0)
		return ret;
	if (ret) {
		complain("can't run gcc: kernels need gcc, make, flex, bison, "
			 "bc and libelf-dev");
		return -ENOENT;
	}
	snprintf(r->compiler, sizeof(r->compiler), "%.*s",
		 (int)strcspn(out, "\n"), out);
	return 0;
}

/* The sums of the kernel module's files. */
static int write_module(FILE *f)
{
	char path[PATH_MAX], sha[65];
	glob_t found = { 0 };
	int ret = path_format(path, "%s/kernels/module/{Kbuild,*.[ch]}",
			      data_dir());

	if (!ret)
		glob(path, GLOB_BRACE, NULL, &found);
	for (size_t i = 0; !ret && i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;

		if (strstr(name, ".mod.c")) /* left by a build over there */
			continue;
		ret = sha256_file(found.gl_pathv[i], sha);
		if (!ret)
			fprintf(f, "module %s %s\n", sha, name);
	}
	globfree(&found);
	return ret;
}

static int write_recipe(const struct kernel_spec *spec, struct recipe *r,
			FILE *f)
{
	int ret = 0;

	if (*spec->image) {
		fprintf(f, "compiler %s\n", r->compiler);
		ret = package_recipe(&r->image, f);
		return ret ? ret : write_module(f);
	}
	fprintf(f, "steps %d\nsource %s\ncompiler %s\n", BUILD_STEPS,
		r->source.sha, r->compiler);
	if (spec->machine == UML_PROCESS)
		fprintf(f, "arch um\n");
	for (int i = 0; !ret && i < spec->patches; i++) {
		ret = sha256_file(spec->patch[i], r->patch_sha[i]);
		fprintf(f, "patch %s\n", r->patch_sha[i]);
	}
	if (!ret)
		ret = write_module(f);
	kconfig_write(&r->config, f);
	return ret;
}

int recipe_read(const struct kernel_spec *spec, bool fetch, struct recipe *r)
{
	char *text = NULL, sha[65];
	size_t size = 0;
	FILE *f;
	int ret = 0;

	*r = (struct recipe){ 0 };
	for (int i = 0; !ret && i < spec->fragments; i++)
		ret = kconfig_read(&r->config, spec->fragment[i]);
	if (!ret && *spec->image)
		ret = package_find(spec, &r->image);
	else if (!ret)
		ret = source_find(*spec->source ? spec->source : NULL,
				  spec->ref, fetch, &r->source);
	if (!ret)
		ret = read_compiler(r);
	if (ret)
		return ret;
	f = open_memstream(&text, &size);
	if (!f)
		return -ENOMEM;
	ret = write_recipe(spec, r, f);
	if (fclose(f))
		ret = -ENOMEM;
	if (!ret)
		ret = sha256_text(text, size, sha);
	if (!ret)
		snprintf(r->id, sizeof(r->id), "%.16s", sha);
	free(text);
	return ret;
}

void recipe_free(struct recipe *r)
{
	kconfig_free(&r->config);
}

bool recipe_is_built(const struct recipe *r, const struct kernel_spec *spec,
		     struct kernel *kernel)
{
	char folder[PATH_MAX], path[PATH_MAX];
	const char *release;
	json_t *about;

	*kernel = (struct kernel){ 0 };
	if (cache_folder(folder, "kernels") ||
	    path_format(kernel->dir, "%s/%s", folder, r->id) ||
	    path_format(path, "%s/id.json", kernel->dir))
		return false;
	about = json_load_file(path, 0, NULL);
	release = json_string_value(json_object_get(about, "release"));
	snprintf(kernel->name, sizeof(kernel->name), "%s", spec->name);
	kernel->machine = spec->machine;
	snprintf(kernel->id, sizeof(kernel->id), "%s", r->id);
	snprintf(kernel->release, sizeof(kernel->release), "%s",
		 release ? release : "");
	json_decref(about);
	return release;
}
