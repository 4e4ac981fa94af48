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
#include "stressors/lib/fuse-held.h"
#include "util.h"

enum { PLACES = 4, MORE_PLACES = 7 }; /* max_background, and resized */

struct background_site {
	struct fuse_conn conn;
	struct fuse_held held;
	unsigned places;
};

static int set_places(struct background_site *s, unsigned places)
{
	char value[16];

	s->places = places;
	snprintf(value, sizeof(value), "%u", places);
	return fuse_conn_control(&s->conn, "max_background", value);
}

static int background_post(void *site)
{
	struct background_site *s = site;

	return fuse_held_answer(&s->conn, &s->held);
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
	int n = fuse_held_count(&s->conn, &s->held, s->places);

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
