/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An ext4 file system on a disk of ours, whose transaction is locked for as
 * long as we want: a task is within a change, since we hold up what it reads,
 * and another one wants the transaction committed.
 */
#ifndef LOCKED_JOURNAL_H
#define LOCKED_JOURNAL_H

#include "stressors/lib/ext4-disk.h"
#include "stressors/lib/slow-read.h"

struct locked_journal {
	struct ext2_disk disk;
	struct slow_read change;
	struct hand commit, try;
	uint64_t round; /* and the block of inodes for these three */
	atomic_uint next;
};

/* 0 or -errno; locked_journal_close() in either case. */
int locked_journal_open(struct locked_journal *j);
void locked_journal_close(struct locked_journal *j);

/* No change can begin until locked_journal_unlock().  0 or -errno. */
int locked_journal_lock(struct locked_journal *j);
int locked_journal_unlock(struct locked_journal *j);
int locked_journal_is_locked(const struct locked_journal *j);

/* A change by somebody else, of an inode that nobody else has. */
int locked_journal_change(struct locked_journal *j);

#endif
