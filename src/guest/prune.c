// SPDX-License-Identifier: GPL-2.0
#include <fts.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "guest/cache.h"
#include "guest/prune.h"
#include "say.h"
#include "util.h"

static const struct {
	enum prune_kind kind;
	const char *pattern; /* in the cache folder */
} places[] = {
	{ PRUNE_KERNEL, "kernels/*" },
	{ PRUNE_SOURCE, "source/[0-9a-f]*[0-9a-f]" },
	{ PRUNE_PACKAGE, "packages/images/*.deb" },
	{ PRUNE_PACKAGE, "packages/linux-source-*" },
	{ PRUNE_LOG, "logs/*.log" },
};

/* What is below path takes on the disk. */
static uint64_t bytes_of(const char *path)
{
	char *roots[] = { (char *)path, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	uint64_t bytes = 0;
	FTSENT *e;

	while (fts && (e = fts_read(fts)))
		if (e->fts_info != FTS_DP && e->fts_info != FTS_NS)
			bytes += (uint64_t)e->fts_statp->st_blocks * 512;
	if (fts)
		fts_close(fts);
	return bytes;
}

/*
 * Whoever uses something marks it: cache_hold(), cache_mark_used().  The times
 * of a kernel are those of its folder.  Of the others, that of change may be an
 * archive's, so for them counts when they came here, too.
 */
static int64_t used_s(enum prune_kind kind, const struct stat *st)
{
	int64_t s = st->st_mtime;

	if (kind == PRUNE_KERNEL)
		return s;
	s = st->st_ctime > s ? st->st_ctime : s;
	return st->st_atime > s ? st->st_atime : s;
}

static int add(struct prune_list *list, enum prune_kind kind, const char *path)
{
	struct prune_item *item =
		reallocarray(list->item, list->n + 1, sizeof(*item));
	struct stat st;

	if (!item)
		return -ENOMEM;
	list->item = item;
	if (lstat(path, &st))
		return 0; /* gone since */
	item += list->n++;
	*item = (struct prune_item){ .kind = kind,
				     .bytes = bytes_of(path),
				     .used_s = used_s(kind, &st) };
	return path_format(item->path, "%s", path);
}

static int longest_unused_first(const void *a, const void *b)
{
	const struct prune_item *x = a, *y = b;

	if (x->used_s != y->used_s)
		return x->used_s < y->used_s ? -1 : 1;
	return strcmp(x->path, y->path);
}

static int look_at(struct prune_list *list, enum prune_kind kind,
		   const char *pattern)
{
	glob_t found = { 0 };
	int ret = 0;

	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; !ret && i < found.gl_pathc; i++)
		ret = add(list, kind, found.gl_pathv[i]);
	globfree(&found);
	return ret;
}

int prune_look(struct prune_list *list)
{
	char cache[PATH_MAX], pattern[PATH_MAX];
	int ret = cache_folder(cache, "");

	*list = (struct prune_list){ .n = 0 };
	for (size_t i = 0; !ret && i < ARRAY_SIZE(places); i++) {
		ret = path_format(pattern, "%s%s", cache, places[i].pattern);
		if (!ret)
			ret = look_at(list, places[i].kind, pattern);
	}
	if (ret)
		return ret;
	qsort(list->item, list->n, sizeof(*list->item), longest_unused_first);
	list->bytes = bytes_of(cache);
	return 0;
}

void prune_free(struct prune_list *list)
{
	free(list->item);
	*list = (struct prune_list){ .n = 0 };
}

void prune_choose(struct prune_list *list, int64_t then_s, uint64_t keep)
{
	uint64_t left = list->bytes;

	for (size_t i = 0; i < list->n; i++) {
		struct prune_item *item = &list->item[i];

		item->goes = item->used_s < then_s || left > keep;
		if (item->goes)
			left -= item->bytes < left ? item->bytes : left;
	}
}

int prune_lock(void)
{
	return cache_lock(true);
}

/* It is gone at once, by a rename; its room is free when we return. */
static int take_away(const char *dir)
{
	char key[64], to[PATH_MAX];
	struct workplace w;
	int ret;

	snprintf(key, sizeof(key), "prune-%.32s", strrchr(dir, '/') + 1);
	ret = workplace_enter(&w, key);
	if (ret)
		return ret;
	ret = path_format(to, "%s/gone", w.dir);
	if (!ret)
		ret = SYS(rename(dir, to));
	workplace_leave(&w);
	return ret;
}

static int remove_kernel(const struct prune_item *item, bool dry)
{
	int ret = 0, hold = cache_hold(item->path, true);
	struct stat st;

	if (hold < 0)
		return hold;
	if (!fstat(hold, &st) && used_s(item->kind, &st) > item->used_s)
		ret = -EWOULDBLOCK;
	else if (!dry)
		ret = take_away(item->path);
	close(hold);
	return ret;
}

int prune_remove(const struct prune_item *item, bool dry)
{
	if (item->kind == PRUNE_KERNEL)
		return remove_kernel(item, dry);
	if (!dry)
		remove_tree(item->path);
	return dry || access(item->path, F_OK) ? 0 : -EIO;
}
