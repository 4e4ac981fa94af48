// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/build.h"
#include "guest/cache.h"
#include "guest/host.h"
#include "guest/kernel.h"
#include "guest/package.h"
#include "guest/recipe.h"
#include "say.h"
#include "tether.h"
#include "util.h"

/* Build it and move the result to its place.  We hold the lock. */
static int build_into_cache(const struct kernel_spec *spec,
			    const struct recipe *r, const struct workplace *w,
			    const char *dir)
{
	char result[PATH_MAX];
	int ret = *spec->image ? package_kernel(spec, r, w)
			       : build_kernel(spec, r, w);

	if (!ret)
		ret = path_format(result, "%s/result", w->dir);
	if (ret)
		return ret;
	remove_tree(dir); /* a folder without id.json isn't one of ours */
	ret = SYS(rename(result, dir));
	if (ret)
		complain("can't move the kernel to %s: %s", dir,
			 strerror(-ret));
	return ret;
}

/* Is it there, and ours until this process ends? */
static bool have(const struct recipe *r, const struct kernel_spec *spec,
		 struct kernel *kernel)
{
	if (!recipe_is_built(r, spec, kernel))
		return false;
	kernel->hold = cache_hold(kernel->dir, false);
	return kernel->hold >= 0;
}

static int get(const struct kernel_spec *spec, const struct recipe *r,
	       struct kernel *kernel)
{
	struct workplace w;
	int ret;

	if (have(r, spec, kernel)) {
		note("%s: cached %s", spec->name, r->id);
		return 0;
	}
	ret = workplace_enter(&w, r->id);
	if (ret)
		return ret;
	if (recipe_is_built(r, spec, kernel))
		note("%s: cached %s, just built by another process", spec->name,
		     r->id);
	else
		ret = build_into_cache(spec, r, &w, kernel->dir);
	workplace_leave(&w);
	if (!ret && !have(r, spec, kernel)) {
		complain("%s: no readable id.json in %s", spec->name,
			 kernel->dir);
		ret = -EIO;
	}
	return ret;
}

int kernel_get(const struct kernel_spec *spec, struct kernel *kernel)
{
	struct recipe *r;
	int lock, ret;

	if (spec->machine == THIS_HOST) {
		host_kernel(kernel);
		return 0;
	}
	r = calloc(1, sizeof(*r));
	if (!r)
		return -ENOMEM;
	lock = cache_lock(false);
	ret = lock == -EINTR ? lock : recipe_read(spec, true, r);
	if (!ret) {
		workplace_sweep();
		ret = get(spec, r, kernel);
	}
	fd_close(&lock);
	if (ret == -EINTR)
		complain("%s: interrupted; nothing is left behind", spec->name);
	recipe_free(r);
	free(r);
	return ret;
}
