// SPDX-License-Identifier: GPL-2.0
/*
 * Who wants to change an ext4 file system whose transaction is locked sleeps
 * exclusively and uninterruptibly in wait_transaction_locked()
 * (fs/jbd2/transaction.c), until all changes that were under way are made.
 * Then jbd2_journal_commit_transaction() (fs/jbd2/commit.c) wakes everybody,
 * with wake_up_all(): the entries need not be exclusive.  Nothing ends the
 * sleep early: a control.
 */
#include "stressor.h"
#include "stressors/lib/locked-journal.h"

static int journal_open(void *site)
{
	return locked_journal_open(site);
}

static void journal_close(void *site)
{
	locked_journal_close(site);
}

static int journal_wait(void *site)
{
	return locked_journal_change(site);
}

static int journal_post(void *site)
{
	return locked_journal_unlock(site);
}

static int journal_ready(void *site)
{
	return !locked_journal_is_locked(site);
}

static int journal_rearm(void *site)
{
	return locked_journal_is_locked(site) ? 0 : locked_journal_lock(site);
}

const struct stressor journal_locked = {
	.name = "journal-locked",
	.summary = "changes of an ext4 file system with a locked transaction",
	.queue = "journal->j_wait_transaction_locked",
	.waits_in = "wait_transaction_locked",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "jbd2_journal_commit_transaction",
	.kconfig = "BLK_DEV_NBD EXT4_FS FHANDLE",
	.satisfies = ALL,
	.wakes = ALL,
	.stop = STOP_NOTHING,
	.deferred = true,
	.max_posts = 1,
	.needs = DISK_NEEDS("disks"),
	.site_size = sizeof(struct locked_journal),
	.open = journal_open,
	.close = journal_close,
	.wait = journal_wait,
	.post = journal_post,
	.ready = journal_ready,
	.rearm = journal_rearm,
};
