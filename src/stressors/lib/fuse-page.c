// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/fuse-page.h"
#include "util.h"

/* Forget the page, and begin to read it. */
int fuse_page_lock(void *site)
{
	struct fuse_page *p = site;
	int ret;

	if (p->read)
		return 0;
	atomic_store(&p->conn.requests, 0); /* always the first page */
	ret = fuse_conn_forget_page(&p->conn, 0);
	if (!ret)
		ret = fuse_conn_request(&p->conn);
	while (!ret && !p->read) {
		ret = fuse_conn_serve(&p->conn, &p->read);
		ret = ret < 0 ? ret : 0;
	}
	return ret;
}

int fuse_page_unlock(void *site)
{
	struct fuse_page *p = site;
	uint64_t read = p->read;

	p->read = 0;
	return fuse_conn_answer_read(&p->conn, read);
}

int fuse_page_is_unlocked(void *site)
{
	const struct fuse_page *p = site;

	return !p->read;
}

int fuse_page_open(void *site)
{
	struct fuse_page *p = site;
	int ret = fuse_conn_open(&p->conn);

	return ret ? ret : fuse_page_lock(p);
}

/* Waiters have the daemon's side, too: the read would not end with ours. */
void fuse_page_close(void *site)
{
	struct fuse_page *p = site;

	if (p->read)
		fuse_page_unlock(p);
	fuse_conn_close(&p->conn);
}
