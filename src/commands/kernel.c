// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel build|boot|list|tiers|prune|first-bad|initramfs`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/kernel.h"
#include "data.h"
#include "guest/host.h"
#include "guest/names.h"
#include "say.h"
#include "util.h"

/* The fragments of this kernel are taken when neither a kernel nor a fragment
 * is named. */
#define DEFAULT_KERNEL "mainline"

static const struct option_spec build_spec[] = { KERNEL_PARTS, { 0 } };

int kernel_name_argument(void *options, const char *name, const char *value)
{
	struct option_list *names = &((struct kernel_options *)options)->names;

	if (name || names->n == MAX_OPTION_LIST)
		return -1;
	names->item[names->n++] = value;
	return 0;
}

static const struct option_table build_table = {
	.usage = "kernel build [OPTION]... [NAME]...",
	.about =
		"Build kernels for guests, or find them in the cache. NAME is "
		"one that `wakestorm kernel list` shows; options add to what "
		"is in it.",
	.spec = build_spec,
	.other = kernel_name_argument,
};

bool kernel_is_free(const struct kernel_options *o)
{
	return o->source || o->ref || o->name || o->fragments.n || o->patches.n;
}

static int add_files(const struct option_list *list, char path[][PATH_MAX],
		     int *n, int (*find)(const char *name, char path[PATH_MAX]))
{
	int ret = 0;

	for (int i = 0; !ret && i < list->n; i++) {
		if (*n == MAX_OPTION_LIST) {
			complain("%s: more than %d files", list->item[i],
				 MAX_OPTION_LIST);
			return -E2BIG;
		}
		ret = find(list->item[i], path[*n]);
		*n += !ret;
	}
	return ret;
}

/* Letters that are safe in a file name and in a guest's command line. */
static const char safe_letters[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789._+-";

/* Add "+" and so much of word. */
static void add_word(struct kernel_spec *spec, const char *word, size_t n)
{
	size_t len = strlen(spec->name);

	snprintf(spec->name + len, sizeof(spec->name) - len, "+%.*s", (int)n,
		 word);
	for (char *p = spec->name + len; *p; p++)
		if (!strchr(safe_letters, *p))
			*p = '-';
}

/* The last part of path, without its suffix. */
static void add_to_name(struct kernel_spec *spec, const char *path)
{
	const char *last = strrchr(path, '/');
	size_t len;

	last = last ? last + 1 : path;
	len = strcspn(last, ".");
	add_word(spec, last, len ? len : 1);
}

static bool is_good_name(const char *name)
{
	return *name && strlen(name) < KERNEL_NAME_MAX &&
	       strspn(name, safe_letters) == strlen(name);
}

static void make_name(const struct kernel_options *o, struct kernel_spec *spec)
{
	if (o->name) {
		snprintf(spec->name, sizeof(spec->name), "%s", o->name);
		return;
	}
	if (!spec->name[0])
		snprintf(spec->name, sizeof(spec->name), "kernel");
	for (int i = 0; i < o->fragments.n; i++)
		add_to_name(spec, o->fragments.item[i]);
	for (int i = 0; i < o->patches.n; i++)
		add_to_name(spec, o->patches.item[i]);
	if (o->source)
		add_to_name(spec, o->source);
	if (o->ref)
		add_word(spec, o->ref, strlen(o->ref));
}

/* --source takes the place of what is described, --ref of its commit. */
static int choose_source(const struct kernel_options *o,
			 struct kernel_spec *spec)
{
	if (o->source) {
		snprintf(spec->source, sizeof(spec->source), "%s", o->source);
		spec->ref[0] = '\0';
	}
	if (!o->ref)
		return 0;
	if (!*spec->source || strlen(o->ref) >= sizeof(spec->ref)) {
		complain("--ref %.80s: %s", o->ref,
			 *spec->source ? "too long"
				       : "of which repository? add --source DIR");
		return -EINVAL;
	}
	snprintf(spec->ref, sizeof(spec->ref), "%s", o->ref);
	return 0;
}

int kernel_choose(const struct kernel_options *o, int i,
		  struct kernel_spec *spec)
{
	const char *base = i < o->names.n    ? o->names.item[i]
			   : !o->fragments.n ? DEFAULT_KERNEL
					     : NULL;
	int ret = 0;

	memset(spec, 0, sizeof(*spec));
	if (o->name && !is_good_name(o->name)) {
		complain("--name %s: letters, digits and ._+- only, at most %d",
			 o->name, KERNEL_NAME_MAX - 1);
		return -EINVAL;
	}
	if (base)
		ret = kernel_describe(base, spec);
	if (ret || !kernel_is_free(o))
		return ret;
	if (host_refuses(spec,
			 "it takes no --source, --ref, --name, "
			 "--fragment and --patch"))
		return -EINVAL;
	if (*spec->image && (o->source || o->ref || o->fragments.n || o->patches.n)) {
		complain("kernel %s is a prebuilt one: it takes no --source, "
			 "--fragment and --patch",
			 base);
		return -EINVAL;
	}
	ret = choose_source(o, spec);
	if (ret)
		return ret;
	spec->about[0] = '\0';
	make_name(o, spec);
	ret = add_files(&o->fragments, spec->fragment, &spec->fragments,
			find_fragment);
	if (!ret)
		ret = add_files(&o->patches, spec->patch, &spec->patches,
				find_patch);
	return ret;
}

static int build(int argc, char **argv)
{
	struct kernel_options o = { 0 };
	struct kernel_spec *spec;
	int rest, status;

	if (options_parse(&build_table, &o, argc, argv, &rest, &status))
		return status;
	if (rest < argc)
		return complain("unexpected argument '%s'", argv[rest]);
	if (!o.names.n && !kernel_is_free(&o))
		return complain("which kernel? (try: wakestorm kernel list)");
	if (o.name && o.names.n > 1)
		return complain("--name %s: only one kernel can have it",
				o.name);
	spec = malloc(sizeof(*spec));
	if (!spec)
		return complain("out of memory");
	for (int i = 0; !status && (i < o.names.n || !i); i++) {
		struct kernel kernel;

		if (kernel_choose(&o, i, spec) ||
		    host_refuses(spec, "nothing is to be built") ||
		    kernel_get(spec, &kernel))
			status = STATUS_BROKEN;
		else
			printf("%s %s %s %s\n", kernel.name, kernel.id,
			       kernel.release, kernel.dir);
	}
	free(spec);
	return status;
}

static const struct {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
} verbs[] = {
	{ "build", "build kernels, or find them in the cache", build },
	{ "boot", "boot one in a guest and run there", kernel_boot },
	{ "list", "the described kernels", kernel_list },
	{ "tiers", "the kinds of guest, and what each is here", kernel_tiers },
	{ "prune", "remove from the cache what was not used for long",
	  kernel_prune },
	{ "first-bad", "find the version that changed a verdict",
	  kernel_first_bad },
	{ "initramfs", "what a guest boots into, as a file",
	  kernel_initramfs },
};

static const char *verb_name_at(int i)
{
	return (size_t)i < ARRAY_SIZE(verbs) ? verbs[i].name : NULL;
}

static void usage(void)
{
	printf("Usage: wakestorm kernel VERB [OPTION]...\n\nVerbs:\n");
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		printf("  %-10s %s\n", verbs[i].name, verbs[i].summary);
	printf("\nwakestorm kernel VERB --help says more.\n");
}

int cmd_kernel(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name || !strcmp(name, "--help") || !strcmp(name, "-h")) {
		usage();
		return name ? STATUS_PASS : STATUS_BROKEN;
	}
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return verbs[i].run(argc - 1, argv + 1);
	return unknown_name("kernel: unknown verb", name, verb_name_at,
			    "try --help");
}
