// SPDX-License-Identifier: GPL-2.0
/*
 * Who touches a page of a mapped file while it is being read sleeps for the
 * page's lock: exclusively and killably in folio_wait_bit_common(), on a hashed
 * queue (mm/filemap.c).  The end of the read unlocks the page and wakes the
 * first; each maps the page and unlocks it for the next: one post lets all
 * through.
 *
 * Live bug: a waiter sees SIGKILL, and that it was not woken; is woken before
 * finish_wait() takes it off the queue; and returns -EINTR, because
 * WQ_FLAG_WOKEN without WQ_FLAG_DONE counts for nothing, without passing the
 * wake on.  The window is a few instructions wide.
 *
 * The file is on FUSE, where a read lasts until the daemon answers: that is the
 * post.  The kernel touches the page for us, so that a failed read is an error
 * and no SIGBUS.
 */
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "stressor.h"
#include "stressors/lib/fuse-page.h"
#include "util.h"

struct fault_site {
	struct fuse_page page;
	void *mapped;
};

static int fault_open(void *site)
{
	struct fault_site *s = site;
	int ret = fuse_page_open(&s->page);

	s->mapped = mmap(NULL, FUSE_BLOCK, PROT_READ, MAP_SHARED,
			 s->page.conn.file, 0);
	return ret ? ret : s->mapped == MAP_FAILED ? -errno : 0;
}

static void fault_close(void *site)
{
	struct fault_site *s = site;

	munmap(s->mapped, FUSE_BLOCK); /* or nothing, if there is none */
	s->mapped = NULL;
	fuse_page_close(&s->page);
}

/*
 * An ioctl that reads an int, and does nothing with a 0.  It must not try again
 * when it is interrupted, as a copy of many bytes may: the second fault of one
 * that dies takes and passes on the lock, which hides the loss.
 */
static int fault_wait(void *site)
{
	const struct fault_site *s = site;

	return SYS(ioctl(s->page.conn.file, FIONBIO, s->mapped));
}

/* Only the waiters' own copies are closed: the site's memory is shared. */
static void daemon_shed(void *site)
{
	const struct fault_site *s = site;

	close(s->page.conn.dev);
}

/* A connection without a daemon ends all reads with an error. */
static int daemon_hang_up(void *site)
{
	struct fault_site *s = site;

	fd_close(&s->page.conn.dev);
	return 0;
}

const struct stressor mmap_fault = {
	.name = "mmap-fault",
	.summary = "page faults on a file page that is being read",
	.queue = "folio_waitqueue(folio)",
	.waits_in = "folio_wait_bit_common __folio_lock_killable "
		    "__lock_page_killable",
	.primitive = "folio_wait_bit_common(EXCLUSIVE)",
	.woken_by = "folio_unlock folio_end_read folio_wake_bit",
	.kconfig = "FUSE_FS ADVISE_SYSCALLS",
	.satisfies = ALL,
	.stop = STOP_KILL,
	.max_posts = 1,
	.needs = FUSE_NEEDS,
	.site_size = sizeof(struct fault_site),
	.open = fault_open,
	.close = fault_close,
	.shed = daemon_shed,
	.wait = fault_wait,
	.post = fuse_page_unlock,
	.ready = fuse_page_is_unlocked,
	.rearm = fuse_page_lock,
	.hang_up = daemon_hang_up,
};
