// SPDX-License-Identifier: GPL-2.0
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/kernel.h"
#include "guest/names.h"
#include "options.h"
#include "say.h"
#include "util.h"

/* Where a kind of file lives, and what the user calls it. */
struct shelf {
	const char *what;
	const char *folder, *suffix;
	const char *(*name_at)(int i);
};

/*
 * The i-th name on a shelf.  The list is read once and kept: names that we hand
 * out stay good, as nearest() wants it.
 */
static const char *shelf_name(glob_t *names, const char *pattern,
			      const char *suffix, int i)
{
	char path[PATH_MAX];

	if (!names->gl_pathv) {
		if (data_path(path, sizeof(path), pattern) ||
		    glob(path, 0, NULL, names))
			return NULL;
		for (size_t n = 0; n < names->gl_pathc; n++) {
			char *p = names->gl_pathv[n];

			p[strlen(p) - strlen(suffix)] = '\0';
			p = strrchr(p, '/') + 1;
			memmove(names->gl_pathv[n], p, strlen(p) + 1);
		}
	}
	return (size_t)i < names->gl_pathc ? names->gl_pathv[i] : NULL;
}

const char *kernel_name_at(int i)
{
	static glob_t names;

	if (!i)
		return HOST_KERNEL;
	return shelf_name(&names, "kernels/*.kernel", ".kernel", i - 1);
}

static const char *fragment_name_at(int i)
{
	static glob_t names;

	return shelf_name(&names, "kernels/config-fragments/*.config",
			  ".config", i);
}

static const char *patch_name_at(int i)
{
	static glob_t names;

	return shelf_name(&names, "kernels/patches/*/*.patch", ".patch", i);
}

static const struct shelf fragments = { "fragment", "kernels/config-fragments",
					".config", fragment_name_at };
static const struct shelf patches = { "patch", "kernels/patches", ".patch",
				      patch_name_at };

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* FOLDER/NAME.SUFFIX, or FOLDER/anything/NAME.SUFFIX. */
static bool on_shelf(const struct shelf *s, const char *name,
		     char path[PATH_MAX])
{
	glob_t found = { 0 };
	bool ret = false;

	if (*name == '/' || *name == '.' || strpbrk(name, "*?[\\"))
		return false;
	if (!path_format(path, "%s/%s/%s%s", data_dir(), s->folder, name,
			 s->suffix) &&
	    is_file(path))
		return true;
	if (!path_format(path, "%s/%s/*/%s%s", data_dir(), s->folder, name,
			 s->suffix) &&
	    !glob(path, 0, NULL, &found))
		ret = !path_format(path, "%s", found.gl_pathv[0]);
	globfree(&found);
	return ret;
}

static int find(const struct shelf *s, const char *name, char path[PATH_MAX])
{
	char found[PATH_MAX];
	const char *word = strrchr(name, '/'), *best;

	if (on_shelf(s, name, found) ||
	    (!path_format(found, "%s", name) && is_file(found)))
		return realpath(found, path) ? 0 : -errno;
	best = nearest(word ? word + 1 : name, s->name_at);
	if (best)
		complain("no %s '%s': neither a file nor one of ours; did you "
			 "mean %s?",
			 s->what, name, best);
	else
		complain("no %s '%s': neither a file nor a name in %s/%s",
			 s->what, name, data_dir(), s->folder);
	return -ENOENT;
}

int find_fragment(const char *name, char path[PATH_MAX])
{
	return find(&fragments, name, path);
}

int find_patch(const char *name, char path[PATH_MAX])
{
	return find(&patches, name, path);
}
