// SPDX-License-Identifier: GPL-2.0
/*
 * Who must have the lock of a page sleeps for it exclusively and
 * uninterruptibly in folio_wait_bit_common(), on a hashed queue (mm/filemap.c).
 * The end of a read unlocks the page and wakes the first; each unlocks it for
 * the next: one post lets all through.  Nothing ends the sleep early: a
 * control.
 *
 * The file is on FUSE, where a read lasts until the daemon answers: that is the
 * post.  The waiters are the daemon's, too: they tell the kernel to forget the
 * page (FUSE_NOTIFY_INVAL_INODE), which has to lock it first.
 */
#include "stressor.h"
#include "stressors/lib/fuse-page.h"
#include "util.h"

static int folio_wait(void *site)
{
	const struct fuse_page *s = site;

	return fuse_conn_forget_page(&s->conn, 0);
}

const struct stressor folio_lock = {
	.name = "folio-lock",
	.summary = "invalidation of a file page that is being read",
	.queue = "folio_waitqueue(folio)",
	.waits_in = "folio_wait_bit_common __folio_lock __lock_page",
	.primitive = "folio_wait_bit_common(EXCLUSIVE)",
	.woken_by = "folio_unlock folio_end_read folio_wake_bit",
	.kconfig = "FUSE_FS ADVISE_SYSCALLS",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = FUSE_NEEDS,
	.site_size = sizeof(struct fuse_page),
	.open = fuse_page_open,
	.close = fuse_page_close,
	.wait = folio_wait,
	.post = fuse_page_unlock,
	.ready = fuse_page_is_unlocked,
	.rearm = fuse_page_lock,
};
