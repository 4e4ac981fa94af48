// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "guest/cache.h"
#include "guest/kernel.h"
#include "say.h"
#include "tether.h"

int path_format(char path[PATH_MAX], const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(path, PATH_MAX, fmt, args);
	va_end(args);
	if (n >= 0 && n < PATH_MAX)
		return 0;
	complain("path too long: %.60s...", path);
	return -ENAMETOOLONG;
}

#define LOCK_SUFFIX ".lock"

/* mkdir -p. */
static int make_folders(const char *dir)
{
	char path[PATH_MAX];
	int ret = path_format(path, "%s", dir);

	for (char *p = path + 1; !ret && (p = strchr(p, '/')); p++) {
		*p = '\0';
		ret = SYS(mkdir(path, 0777));
		ret = ret == -EEXIST ? 0 : ret;
		*p = '/';
	}
	if (!ret)
		ret = SYS(mkdir(path, 0777));
	if (!ret || ret == -EEXIST)
		return 0;
	complain("can't make the folder %s: %s", dir, strerror(-ret));
	return ret;
}

int cache_dir(char *path, size_t size)
{
	const char *ours = getenv("WAKESTORM_CACHE");
	const char *users = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	int n = -1;

	if (ours && *ours)
		n = snprintf(path, size, "%s", ours);
	else if (users && *users == '/')
		n = snprintf(path, size, "%s/wakestorm", users);
	else if (home && *home)
		n = snprintf(path, size, "%s/.cache/wakestorm", home);
	if (n < 0) {
		complain("no place for the cache: set WAKESTORM_CACHE or HOME");
		return -ENOENT;
	}
	if ((size_t)n >= size) {
		complain("path of the cache folder too long: %.60s...", path);
		return -ENAMETOOLONG;
	}
	return make_folders(path);
}

int cache_folder(char path[PATH_MAX], const char *name)
{
	char cache[PATH_MAX], full_path[PATH_MAX];
	int ret = cache_dir(cache, sizeof(cache));

	/* Builds run in other folders: they need absolute paths. */
	if (!ret && !realpath(cache, full_path))
		ret = -errno;
	if (!ret)
		ret = path_format(path, "%s/%s", full_path, name);
	return ret ? ret : make_folders(path);
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void remove_tree(const char *dir)
{
	nftw(dir, remove_entry, 32, FTW_DEPTH | FTW_PHYS);
}

/*
 * Lock the file at path; operation is LOCK_EX and maybe LOCK_NB.  Its last
 * owner may have removed it while we waited: then the lock says nothing.
 */
static int lock_file(const char *path, int operation)
{
	struct stat st;
	int fd, ret;

	for (;;) {
		fd = SYS(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666));
		if (fd < 0)
			return fd;
		ret = SYS(flock(fd, operation));
		if (!ret && !fstat(fd, &st) && st.st_nlink)
			return fd;
		close(fd);
		if (ret)
			return ret;
	}
}

int workplace_enter(struct workplace *w, const char *key)
{
	char work[PATH_MAX];
	int ret = cache_folder(work, "work");

	if (!ret)
		ret = path_format(w->dir, "%s/%s", work, key);
	if (!ret)
		ret = path_format(w->lock_path, "%s/%s" LOCK_SUFFIX, work, key);
	if (ret)
		return ret;
	w->lock = lock_file(w->lock_path, LOCK_EX | LOCK_NB);
	if (w->lock == -EWOULDBLOCK) {
		note("another process is building %s: waiting for it", key);
		w->lock = lock_file(w->lock_path, LOCK_EX);
	}
	if (w->lock < 0) {
		if (w->lock != -EINTR)
			complain("can't lock %s: %s", w->lock_path,
				 strerror(-w->lock));
		return w->lock;
	}
	remove_tree(w->dir);
	ret = make_folders(w->dir);
	if (ret)
		workplace_leave(w);
	return ret;
}

void workplace_leave(struct workplace *w)
{
	remove_tree(w->dir);
	unlink(w->lock_path);
	fd_close(&w->lock);
}

/* Take over what nobody owns, to remove it.  lock_name: "KEY.lock". */
static void sweep_one(const char *work, const char *lock_name)
{
	struct workplace w;

	if (path_format(w.lock_path, "%s/%s", work, lock_name) ||
	    path_format(w.dir, "%.*s",
			(int)(strlen(w.lock_path) - strlen(LOCK_SUFFIX)),
			w.lock_path))
		return;
	w.lock = lock_file(w.lock_path, LOCK_EX | LOCK_NB);
	if (w.lock >= 0)
		workplace_leave(&w);
}

void workplace_sweep(void)
{
	char work[PATH_MAX];
	struct dirent *d;
	DIR *dir;

	if (cache_folder(work, "work"))
		return;
	dir = opendir(work);
	while (dir && (d = readdir(dir))) {
		const char *suffix = strrchr(d->d_name, '.');

		if (suffix && !strcmp(suffix, LOCK_SUFFIX))
			sweep_one(work, d->d_name);
	}
	if (dir)
		closedir(dir);
}

int cache_lock(bool alone)
{
	char path[PATH_MAX];
	int ret = cache_folder(path, "");

	if (ret)
		return ret;
	strncat(path, "lock", sizeof(path) - strlen(path) - 1);
	return lock_file(path, alone ? LOCK_EX | LOCK_NB : LOCK_SH);
}

int cache_hold(const char *dir, bool alone)
{
	int fd = SYS(open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)), ret;
	struct stat ours, there;

	if (fd < 0)
		return fd;
	ret = SYS(flock(fd, alone ? LOCK_EX | LOCK_NB : LOCK_SH));
	/* It may have been moved away, and another put there, as we waited. */
	if (!ret && (fstat(fd, &ours) || stat(dir, &there) ||
		     ours.st_ino != there.st_ino))
		ret = -ENOENT;
	if (!ret && !alone)
		futimens(fd, NULL);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

void cache_mark_used(const char *path)
{
	const struct timespec now[] = { { .tv_nsec = UTIME_NOW },
					{ .tv_nsec = UTIME_OMIT } };

	utimensat(AT_FDCWD, path, now, 0);
}

int cache_has_room(unsigned long mib)
{
	char cache[PATH_MAX];
	struct statvfs fs;
	unsigned long long room;
	int ret = cache_dir(cache, sizeof(cache));

	if (ret || statvfs(cache, &fs))
		return ret; /* the build will say what is wrong */
	room = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	if (room >= mib)
		return 0;
	complain("%s: %llu MiB free, a kernel build needs %lu; make room or "
		 "set WAKESTORM_CACHE",
		 cache, room, mib);
	return -ENOSPC;
}

int capture(char *const argv[], const char *dir, char *out, size_t size)
{
	int fd = SYS(memfd_create("output", MFD_CLOEXEC));
	int ret, n;

	out[0] = '\0';
	if (fd < 0)
		return fd;
	ret = tether_run(argv, dir, fd);
	n = SYS(pread(fd, out, size - 1, 0));
	close(fd);
	out[n > 0 ? n : 0] = '\0';
	return ret;
}

int sha256_file(const char *path, char hex[65])
{
	char *argv[] = { "sha256sum", "--", (char *)path, NULL };
	char out[PATH_MAX + 128];
	const char *digits = out;
	int ret = capture(argv, NULL, out, sizeof(out));

	if (*digits == '\\')
		digits++; /* sha256sum marks names that it had to escape */
	if (!ret && strspn(digits, "0123456789abcdef") == 64) {
		snprintf(hex, 65, "%.64s", digits);
		return 0;
	}
	if (ret != -EINTR)
		complain("can't hash %s: %s", path,
			 ret == 127 ? "sha256sum is not installed"
				    : "sha256sum failed");
	return ret < 0 ? ret : -EIO;
}

int sha256_text(const char *text, size_t size, char hex[65])
{
	char path[32];
	int ret, fd = SYS(memfd_create("text", 0)); /* sha256sum inherits it */

	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = full(pwrite(fd, text, size, 0), size);
	if (!ret)
		ret = sha256_file(path, hex);
	close(fd);
	return ret;
}
