/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cache folder: finished things appear in it by rename, unfinished ones
 * live in CACHE/work/KEY beside a lock, CACHE/work/KEY.lock.  Whoever holds the
 * lock owns the folder, so what a killed process left behind is known by its
 * free lock.
 */
#ifndef CACHE_H
#define CACHE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct workplace {
	char dir[PATH_MAX]; /* empty folder, ours until workplace_leave() */
	char lock_path[PATH_MAX];
	int lock; /* also held by our children until they are dead */
};

/* printf into path.  0, or -ENAMETOOLONG after a complaint. */
int path_format(char path[PATH_MAX], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Put CACHE/name into path, and make the folder.  0, or -errno after a
 * complaint. */
int cache_folder(char path[PATH_MAX], const char *name);

/* Remove a folder with all that is in it; what isn't there is no error. */
void remove_tree(const char *dir);

/*
 * Enter the workplace named key: waits while another process is in it.
 * 0, or -errno after a complaint.
 */
int workplace_enter(struct workplace *w, const char *key);

/* Remove the folder, free the lock. */
void workplace_leave(struct workplace *w);

/* Remove what killed processes left in CACHE/work. */
void workplace_sweep(void);

/*
 * The lock of all of it: shared by those that read sources and packages, alone
 * for who removes some.  A descriptor to close; -EWOULDBLOCK: it can't be had
 * alone now; or -errno.  Waits to share.
 */
int cache_lock(bool alone);

/*
 * Hold on to a folder of it, a kernel's: what is held is not removed, by whatever
 * process.  To share, it is also marked as used now.  A descriptor to close;
 * -ENOENT: it is gone; -EWOULDBLOCK: it can't be had alone; or -errno.
 */
int cache_hold(const char *dir, bool alone);

/* Note, for `kernel prune`, that a file of it is used now.  Its time of change
 * stays. */
void cache_mark_used(const char *path);

/* Are that many MiB free in the cache?  0, or -errno after a complaint. */
int cache_has_room(unsigned long mib);

/*
 * Run argv in dir (NULL: here), and put what it prints on stdout and stderr
 * into out, cut at size - 1.  Its exit status, or -errno.
 */
int capture(char *const argv[], const char *dir, char *out, size_t size);

/* The file's SHA-256 in hex.  0, or -errno after a complaint. */
int sha256_file(const char *path, char hex[65]);

/* The same for size bytes in memory. */
int sha256_text(const char *text, size_t size, char hex[65]);

#endif
