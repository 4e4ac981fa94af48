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
#include "stressors/lib/fuse-conn.h"
#include "util.h"

struct folio_site {
	struct fuse_conn conn;
	uint64_t read; /* the request that the page waits for; 0: none */
};

/* Forget the page, and begin to read it. */
static int folio_rearm(void *site)
{
	struct folio_site *s = site;
	int ret;

	if (s->read)
		return 0;
	atomic_store(&s->conn.requests, 0); /* always the first page */
	ret = fuse_conn_request(&s->conn);
	while (!ret && !s->read) {
		ret = fuse_conn_serve(&s->conn, &s->read);
		ret = ret < 0 ? ret : 0;
	}
	return ret;
}

static int folio_post(void *site)
{
	struct folio_site *s = site;
	uint64_t read = s->read;

	s->read = 0;
	return fuse_conn_answer_read(&s->conn, read);
}

static int folio_open(void *site)
{
	struct folio_site *s = site;
	int ret = fuse_conn_open(&s->conn);

	return ret ? ret : folio_rearm(site);
}

/* The connection goes with its last user: what is not answered is an error. */
static void folio_close(void *site)
{
	struct folio_site *s = site;

	if (s->read)
		folio_post(site);
	fuse_conn_close(&s->conn);
}

static int folio_wait(void *site)
{
	const struct folio_site *s = site;
	const struct {
		struct fuse_out_header head;
		struct fuse_notify_inval_inode_out what;
	} forget = { { .len = sizeof(forget),
		       .error = FUSE_NOTIFY_INVAL_INODE },
		     { .ino = FUSE_ROOT_ID, .len = FUSE_BLOCK } };

	return full(write(s->conn.dev, &forget, sizeof(forget)),
		    sizeof(forget));
}

static int folio_ready(void *site)
{
	const struct folio_site *s = site;

	return !s->read;
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
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/fuse",
			 .remedy = "modprobe fuse, or run in a guest" }),
	.site_size = sizeof(struct folio_site),
	.open = folio_open,
	.close = folio_close,
	.wait = folio_wait,
	.post = folio_post,
	.ready = folio_ready,
	.rearm = folio_rearm,
};
