// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel list`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/kernel.h"
#include "data.h"
#include "guest/host.h"
#include "guest/names.h"
#include "guest/package.h"
#include "guest/recipe.h"
#include "say.h"
#include "util.h"

struct list_options {
	bool images, ids;
	struct option_list names;
};

static const struct option_spec list_spec[] = {
	{ "images", OPT_FLAG, offsetof(struct list_options, images), 0, 0, NULL,
	  "the prebuilt ones that the package archive has" },
	{ "ids", OPT_FLAG, offsetof(struct list_options, ids), 0, 0, NULL,
	  "name and id alone: what a cache of kernels is kept by" },
	{ 0 },
};

static int list_argument(void *options, const char *name, const char *value)
{
	struct option_list *names = &((struct list_options *)options)->names;

	if (name || names->n == MAX_OPTION_LIST)
		return -1;
	names->item[names->n++] = value;
	return 0;
}

static const struct option_table list_table = {
	.usage = "kernel list [OPTION]... [NAME]...",
	.about = "The kernel that runs here and the described ones, or those "
		 "NAMEs: what is in them, and whether they are built. Those "
		 "of the distribution need no description: cloud-6.12, "
		 "generic-6.12 and rt-6.12 (PREEMPT_RT) are the newest of that "
		 "series, cloud-6.12.43 is that one, cloud-newest the newest of "
		 "all.",
	.spec = list_spec,
	.other = list_argument,
};

static void print_files(const char *what, const char path[][PATH_MAX], int n)
{
	printf("  %-10s", what);
	for (int i = 0; i < n; i++) {
		const char *name = strrchr(path[i], '/') + 1;

		printf(" %.*s",
		       (int)(strrchr(name, '.') ? strrchr(name, '.') - name
						: (long)strlen(name)),
		       name);
	}
	printf("%s\n", n ? "" : " none");
}

static int list_host(const struct kernel_spec *spec)
{
	struct kernel kernel;

	host_kernel(&kernel);
	printf("%s: runs, %s\n", kernel.name, kernel.release);
	printf("  %-10s %s\n", "about", spec->about);
	return 0;
}

static int list_one(const char *name, struct kernel_spec *spec,
		    struct recipe *recipe)
{
	struct kernel kernel;
	int ret = kernel_describe(name, spec);

	if (ret)
		return ret;
	if (spec->machine == THIS_HOST)
		return list_host(spec);
	ret = recipe_read(spec, false, recipe);
	if (ret == -ENOENT && *spec->source)
		printf("%s: not built, its source is not here yet\n", name);
	else if (ret)
		printf("%s: can't be built here\n", name);
	else if (recipe_is_built(recipe, spec, &kernel))
		printf("%s: built, %s, %s\n", name, kernel.id, kernel.release);
	else
		printf("%s: not built, would be %s\n", name, recipe->id);
	recipe_free(recipe);
	print_files("fragments", spec->fragment, spec->fragments);
	print_files("patches", spec->patch, spec->patches);
	if (*spec->source)
		printf("  %-10s %s%s%s\n", "source", spec->source,
		       *spec->ref ? " at " : "", spec->ref);
	if (spec->machine == UML_PROCESS)
		printf("  %-10s um (tier uml)\n", "arch");
	printf("  %-10s %s\n", "about", spec->about);
	return ret == -ENOENT && *spec->source ? 0 : ret;
}

static int list_id(const char *name, struct kernel_spec *spec,
		   struct recipe *recipe)
{
	int ret = kernel_describe(name, spec);

	if (!ret && host_refuses(spec, "it has no id"))
		ret = -EINVAL;
	if (ret)
		return ret;
	ret = recipe_read(spec, false, recipe);
	if (!ret)
		printf("%s %s\n", name, recipe->id);
	else if (ret == -ENOENT && *spec->source)
		complain("%s: no id without its source; wakestorm kernel build "
			 "%s fetches it",
			 name, name);
	recipe_free(recipe);
	return ret;
}

static int list_images(void)
{
	char name[KERNEL_NAME_MAX];
	struct images images;
	int ret = package_images(&images);

	for (size_t i = 0; !ret && i < images.n; i++) {
		image_name(&images.list[i], name, sizeof(name));
		printf("%-16s %-24s %s\n", name, images.list[i].version,
		       images.list[i].package);
	}
	images_free(&images);
	return ret ? STATUS_BROKEN : STATUS_PASS;
}

/* The i-th that was named, or of all, or of all that have an id, which the
 * first has not; NULL: no more. */
static const char *list_name(const struct list_options *o, int i)
{
	if (!o->names.n)
		return kernel_name_at(i + o->ids);
	return i < o->names.n ? o->names.item[i] : NULL;
}

int kernel_list(int argc, char **argv)
{
	struct list_options o = { .images = false };
	const char *name;
	struct kernel_spec *spec;
	struct recipe *recipe;
	int rest, status;

	if (options_parse(&list_table, &o, argc, argv, &rest, &status))
		return status;
	if (rest < argc)
		return complain("unexpected argument '%s'", argv[rest]);
	if (o.images && (o.ids || o.names.n))
		return complain("kernel list --images: lists them all; leave "
				"out %s",
				o.ids ? "--ids" : o.names.item[0]);
	if (o.images)
		return list_images();
	spec = malloc(sizeof(*spec));
	recipe = malloc(sizeof(*recipe));
	if (!spec || !recipe)
		status = complain("out of memory");
	for (int i = 0; spec && recipe && (name = list_name(&o, i)); i++)
		if ((o.ids ? list_id : list_one)(name, spec, recipe))
			status = STATUS_BROKEN;
	if (!kernel_name_at(1))
		status = complain("no described kernels in %s/kernels",
				  data_dir());
	free(spec);
	free(recipe);
	return status;
}
