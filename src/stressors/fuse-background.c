// SPDX-License-Identifier: GPL-2.0
/*
 * Senders of background requests sleep in fuse_get_req() on fc->blocked_waitq
 * (fch->blocked_waitq in 7.x; fs/fuse/dev.c), exclusively and killably, while
 * max_background of them are under way.  The end of one wakes one sender, the
 * end of the connection all.  Once awake, also by SIGKILL, a sender looks for
 * room before it looks at the signal.
 *
 * Live bug: fuse_conn_max_background_write() (fs/fuse/control.c) wakes one
 * sender however much room a raised limit makes, and that one wakes no other.
 * 7.3 wakes as many as there is room for.
 */
#include <fcntl.h>

#include "stressor.h"
#include "stressors/lib/fuse-conn.h"
#include "util.h"

enum { PLACES = 4, MORE_PLACES = 7 }; /* max_background, and resized */

/*
 * To know how many requests are under way, ready() takes them from the kernel's
 * queue into held[].  Nobody posts then.
 */
struct background_site {
	struct fuse_conn conn;
	unsigned places;
	atomic_uint holding;
	uint64_t held[MORE_PLACES];
};

static int set_places(struct background_site *s, unsigned places)
{
	char value[16];

	s->places = places;
	snprintf(value, sizeof(value), "%u", places);
	return fuse_conn_control(&s->conn, "max_background", value);
}

/* The number of requests under way, all of them held then, or -errno. */
static int count_requests(struct background_site *s)
{
	unsigned n = atomic_load(&s->holding);
	int op = 0;

	while (op >= 0 && n < s->places) {
		op = fuse_conn_serve(&s->conn, &s->held[n]);
		n += op == FUSE_READ;
	}
	atomic_store(&s->holding, n);
	return op < 0 && op != -EAGAIN ? op : (int)n;
}

/* End one request.  0, or -EAGAIN when none is under way. */
static int background_post(void *site)
{
	struct background_site *s = site;
	unsigned n = atomic_load(&s->holding);
	uint64_t unique;
	int op = FUSE_READ;

	while (n && !atomic_compare_exchange_weak(&s->holding, &n, n - 1))
		;
	if (n)
		unique = s->held[n - 1];
	else
		op = fuse_conn_serve(&s->conn, &unique);
	return op < 0 ? op : fuse_conn_answer_read(&s->conn, unique);
}

static int background_open(void *site)
{
	struct background_site *s = site;
	int ret = fuse_conn_open(&s->conn);

	if (!ret)
		ret = SYS(fcntl(s->conn.dev, F_SETFL, O_RDWR | O_NONBLOCK));
	if (!ret)
		ret = set_places(s, PLACES);
	for (int i = 0; i < PLACES && !ret; i++)
		ret = fuse_conn_request(&s->conn);
	return ret;
}

static int background_wait(void *site)
{
	struct background_site *s = site;

	return fuse_conn_request(&s->conn);
}

static int background_ready(void *site)
{
	struct background_site *s = site;
	int n = count_requests(s);

	return n < 0 ? n : n < (int)s->places;
}

static int background_resize(void *site)
{
	int ret = set_places(site, MORE_PLACES);

	return ret ? ret : MORE_PLACES - PLACES;
}

const struct stressor fuse_background = {
	.name = "fuse-background",
	.summary = "readahead on a FUSE file system that is busy enough",
	.queue = "fc->blocked_waitq",
	.waits_in = "fuse_get_req",
	.primitive = "wait_event_killable_exclusive",
	.woken_by = "fuse_request_end fuse_conn_max_background_write "
		    "fuse_chan_max_background_set fuse_abort_conn "
		    "fuse_chan_abort",
	.kconfig = "FUSE_FS ADVISE_SYSCALLS",
	.stop = STOP_KILL,
	.max_posts = PLACES,
	.needs = FUSE_NEEDS,
	.site_size = sizeof(struct background_site),
	.open = background_open,
	.close = fuse_conn_close,
	.wait = background_wait,
	.post = background_post,
	.ready = background_ready,
	.resize = background_resize,
	.hang_up = fuse_conn_abort,
};
