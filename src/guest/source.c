// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <fts.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/git.h"
#include "guest/kconfig.h"
#include "guest/source.h"
#include "say.h"
#include "tether.h"
#include "util.h"

#define PACKAGED     "/usr/src/linux-source-*.tar.*"
#define UNPACKED_MIB 1600ul
#define PACKAGE_MIB  600ul /* with what it is taken out of */

static int newest_packaged(char path[PATH_MAX])
{
	const char *best = NULL;
	glob_t found = { 0 };
	int ret = -ENOENT;

	glob(PACKAGED, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!best || strverscmp(found.gl_pathv[i], best) > 0)
			best = found.gl_pathv[i];
	if (best)
		ret = path_format(path, "%s", best);
	else
		complain("no kernel source: install linux-source or give "
			 "--source");
	globfree(&found);
	return ret;
}

/* "newest", or a series: "7.3". */
static bool is_package(const char *name)
{
	size_t digits = strspn(name, "0123456789.");

	return !strcmp(name, "newest") ||
	       (digits && digits < 16 && !name[digits] && strchr(name, '.'));
}

/* The tarball of a source package, out of the cache folder or the archive. */
static int packaged(const char *name, bool fetch, char path[PATH_MAX])
{
	char script[PATH_MAX], folder[PATH_MAX], out[PATH_MAX];
	char *argv[] = { script, folder, (char *)name,
			 fetch ? NULL : "--offline", NULL };
	int ret = cache_folder(folder, "packages");

	if (!ret && fetch)
		ret = cache_has_room(PACKAGE_MIB);
	if (!ret)
		ret = path_format(script, "%s/kernels/fetch-source.sh",
				  data_dir());
	if (!ret)
		ret = capture(argv, NULL, out, sizeof(out));
	if (!ret) {
		char *last = strrchr(out, '/');

		if (!last)
			return -EIO;
		last[strcspn(last, "\n")] = '\0';
		ret = path_format(path, "%s%s", folder, last);
		if (!ret && fetch) /* else it is only told of */
			cache_mark_used(path);
		return ret;
	}
	if (ret > 0 && fetch)
		complain("kernel source package %s: %.*s; or give --source "
			 "PATH",
			 name, (int)strcspn(out, "\n"), out);
	return ret > 0 ? -ENOENT : ret;
}

/*
 * Hashing a tarball takes a second, so its sum is kept under its name, size and
 * time of last change.
 */
static int identify_tarball(struct source *s, const struct stat *st)
{
	char folder[PATH_MAX], memo[PATH_MAX], *known;
	int ret = cache_folder(folder, "source");
	FILE *f;

	if (!ret)
		ret = path_format(
			memo, "%s/%s-%lld-%lld.%09ld.sha256", folder,
			strrchr(s->path, '/') + 1, (long long)st->st_size,
			(long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	if (ret)
		return ret;
	known = read_text(memo);
	if (known && strspn(known, "0123456789abcdef") == 64) {
		snprintf(s->sha, sizeof(s->sha), "%.64s", known);
		free(known);
		return 0;
	}
	free(known);
	ret = sha256_file(s->path, s->sha);
	f = ret ? NULL : fopen(memo, "we");
	if (f) {
		fprintf(f, "%s\n", s->sha);
		fclose(f);
	}
	return ret;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* path, size and time of change of all files of a tree, in order of name. */
static int list_tree(const char *tree, FILE *f)
{
	char *roots[] = { (char *)tree, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	size_t skip = strlen(tree);
	FTSENT *e;

	if (!fts)
		return -errno;
	while ((e = fts_read(fts))) {
		if (e->fts_info == FTS_D && !strcmp(e->fts_name, ".git"))
			fts_set(fts, e, FTS_SKIP);
		if (e->fts_info != FTS_F)
			continue;
		fprintf(f, "%s %lld %lld.%09ld\n", e->fts_path + skip,
			(long long)e->fts_statp->st_size,
			(long long)e->fts_statp->st_mtim.tv_sec,
			e->fts_statp->st_mtim.tv_nsec);
	}
	fts_close(fts);
	return 0;
}

static int identify_tree(struct source *s)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int ret = f ? list_tree(s->path, f) : -ENOMEM;

	if (f && fclose(f) && !ret)
		ret = -ENOMEM;
	if (!ret)
		ret = sha256_text(text, size, s->sha);
	free(text);
	return ret;
}

static int not_a_kernel(const char *what)
{
	complain("%s: not a kernel tree (no Kbuild in it)", what);
	return -ENOENT;
}

static int find_commit(const char *dir, const char *ref, struct source *s)
{
	char kbuild[GIT_ID_LEN + 16], out[1024];
	char *words[] = { "cat-file", "-e", kbuild, NULL };
	struct commit commit;
	int ret = git_folder(dir, s->path);

	if (!ret)
		ret = git_commit(dir, ref, &commit);
	if (ret)
		return ret;
	s->git = true;
	memcpy(s->sha, commit.tree, sizeof(s->sha));
	memcpy(s->commit, commit.id, sizeof(s->commit));
	snprintf(kbuild, sizeof(kbuild), "%s:Kbuild", commit.tree);
	ret = git_run(dir, words, out, sizeof(out));
	return ret > 0 ? not_a_kernel(ref) : ret;
}

int source_find(const char *given, const char *ref, bool fetch,
		struct source *s)
{
	char path[PATH_MAX];
	struct stat st;
	int ret;

	*s = (struct source){ 0 };
	if (*ref)
		return find_commit(given, ref, s);
	if (!given)
		ret = newest_packaged(path);
	else if (is_package(given))
		ret = packaged(given, fetch, path);
	else
		ret = path_format(path, "%s", given);
	if (ret)
		return ret;
	if (!realpath(path, s->path) || stat(s->path, &st)) {
		ret = -errno;
		complain("kernel source %s: %s", path, strerror(-ret));
		return ret;
	}
	s->tree = S_ISDIR(st.st_mode);
	if (!s->tree)
		return identify_tarball(s, &st);
	ret = path_format(path, "%s/Kbuild", s->path);
	if (!ret && access(path, R_OK))
		return not_a_kernel(s->path);
	return ret ? ret : identify_tree(s);
}

/* Unpack into dir, which appears whole or not at all. */
static int unpack(const struct source *s, const char *dir)
{
	char key[32], tree[PATH_MAX], out[1024];
	char *argv[] = { "tar",
			 "--strip-components=1",
			 "--no-same-owner",
			 "-C",
			 tree,
			 "-xf",
			 (char *)s->path,
			 NULL };
	struct workplace w;
	int ret;

	snprintf(key, sizeof(key), "source-%.16s", s->sha);
	ret = workplace_enter(&w, key);
	if (ret)
		return ret;
	ret = path_format(tree, "%s/tree", w.dir);
	if (!ret && access(dir, F_OK)) { /* nobody did while we waited */
		note("unpacking %s", s->path);
		ret = cache_has_room(UNPACKED_MIB);
		if (!ret)
			ret = SYS(mkdir(tree, 0777));
		if (!ret)
			ret = capture(argv, NULL, out, sizeof(out));
		if (ret > 0) {
			out[strcspn(out, "\n")] = '\0';
			complain("can't unpack %s: %s", s->path,
				 ret == 127 ? "tar is not installed" : out);
			ret = -EIO;
		}
		if (!ret)
			ret = SYS(rename(tree, dir));
	}
	workplace_leave(&w);
	return ret;
}

/* cp with one option; what it says is of no interest but for a last failure. */
static int copy(const char *how, const char *reflink, const char *from,
		const char *to, char *out, size_t size)
{
	char *argv[] = { "cp", (char *)how,  (char *)reflink, "-T",
			 "--", (char *)from, (char *)to,      NULL };

	return capture(argv, NULL, out, size);
}

/* Leave nothing behind in the copy that a build might write through a link. */
static int clean_copy(const char *dest)
{
	char *argv[] = { "env",	 "-u", "MAKEFLAGS", "-u", "MAKELEVEL",
			 "make", "-s", "mrproper",  NULL };
	char git[PATH_MAX], out[512];
	int ret = path_format(git, "%s/.git", dest);

	if (ret)
		return ret;
	if (unlink(git)) /* a worktree has a file there */
		remove_tree(git);
	ret = capture(argv, dest, out, sizeof(out));
	if (ret <= 0)
		return ret;
	out[strcspn(out, "\n")] = '\0';
	complain("make mrproper failed in a copy of the tree: %s", out);
	return -EIO;
}

int source_copy(const struct source *s, const char *dest)
{
	char folder[PATH_MAX], from[PATH_MAX], out[512];
	int ret = s->git ? cache_has_room(UNPACKED_MIB)
			 : cache_folder(folder, "source");

	if (s->git)
		return ret ? ret : git_export(s->path, s->sha, dest);
	if (!ret)
		ret = s->tree ? path_format(from, "%s", s->path)
			      : path_format(from, "%s/%s", folder, s->sha);
	if (!ret && access(from, F_OK))
		ret = unpack(s, from);
	if (ret)
		return ret;
	if (!s->tree) /* in use now, for `kernel prune` */
		utimensat(AT_FDCWD, from, NULL, 0);
	ret = copy("-al", "--no-dereference", from, dest, out, sizeof(out));
	if (ret > 0) { /* another file system, or links not allowed */
		remove_tree(dest);
		ret = copy("-a", "--reflink=auto", from, dest, out,
			   sizeof(out));
	}
	if (ret > 0) {
		out[strcspn(out, "\n")] = '\0';
		complain("can't copy %s: %s", from, out);
		ret = -EIO;
	}
	return !ret && s->tree ? clean_copy(dest) : ret;
}
