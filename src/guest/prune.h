/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What of the cache folder can go: kernels, unpacked sources, packages, logs.
 * The rest has limits of its own (ccache) or is small.
 */
#ifndef PRUNE_H
#define PRUNE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum prune_kind { PRUNE_KERNEL, PRUNE_SOURCE, PRUNE_PACKAGE, PRUNE_LOG };

struct prune_item {
	char path[PATH_MAX];
	enum prune_kind kind;
	uint64_t bytes; /* on the disk */
	int64_t used_s; /* when it was used last, seconds since 1970 */
	bool goes;
};

struct prune_list {
	struct prune_item *item; /* the one that was used longest ago first */
	size_t n;
	uint64_t bytes; /* all of the cache folder, with what can't go */
};

/* 0, or -errno after a complaint; prune_free() in either case. */
int prune_look(struct prune_list *list);
void prune_free(struct prune_list *list);

/*
 * Mark what goes: all that was used last before then_s, and more, the longest
 * unused first, until keep bytes are left.
 */
void prune_choose(struct prune_list *list, int64_t then_s, uint64_t keep);

/*
 * Hold sources and packages back from all builds while we remove some: a
 * descriptor to close, -EWOULDBLOCK: a build uses them, or -errno.
 */
int prune_lock(void);

/*
 * Remove a kernel, or with prune_lock() anything; dry: only see whether we
 * could. 0; -EWOULDBLOCK: it is in use, or was since prune_look(); or -errno.
 */
int prune_remove(const struct prune_item *item, bool dry);

#endif
