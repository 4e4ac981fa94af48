// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of an empty inotify sleep in inotify_read(), in wait_woken() on
 * group->notification_waitq (fs/notify/inotify/inotify_user.c), interruptibly
 * and not exclusively: an event wakes all, and one gets it.  Once awake, a
 * reader looks for an event before it looks at signals.  A control.  poll() of
 * one sleeps there, too.
 *
 * What is watched is memory that has no name.  An event that is like the last
 * one in the queue is dropped, so post() goes round several files; that it
 * changes attributes is what also counts where such files report no writes.
 */
#include <stdatomic.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "stressor.h"
#include "stressors/lib/poll-for.h"
#include "util.h"

#define FILES 16 /* more than there are posters */

struct inotify_site {
	int notify;
	int file[FILES];
	atomic_uint posts;
};

static int watched_file(int notify, int *file)
{
	char path[32];

	*file = SYS(memfd_create("wakestorm", MFD_CLOEXEC));
	if (*file < 0)
		return *file;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", *file);
	return SYS(inotify_add_watch(notify, path, IN_ATTRIB));
}

static int open_flags(struct inotify_site *s, int flags)
{
	int ret = s->notify = SYS(inotify_init1(IN_CLOEXEC | flags));

	for (int i = 0; i < FILES; i++)
		s->file[i] = -1;
	for (int i = 0; i < FILES && ret >= 0; i++)
		ret = watched_file(s->notify, &s->file[i]);
	return ret < 0 ? ret : 0;
}

static int notify_open(void *site)
{
	return open_flags(site, 0);
}

static int polled_open(void *site)
{
	return open_flags(site, IN_NONBLOCK);
}

static void notify_close(void *site)
{
	struct inotify_site *s = site;

	for (int i = 0; i < FILES; i++)
		fd_close(&s->file[i]);
	fd_close(&s->notify);
}

/* Events of a file that is watched itself have no name: all are as long. */
static int notify_wait(void *site)
{
	const struct inotify_site *s = site;
	struct inotify_event e;

	return full(read(s->notify, &e, sizeof(e)), sizeof(e));
}

static int polled_wait(void *site)
{
	const struct inotify_site *s = site;
	int ret = poll_for(s->notify, POLLIN, 0);

	return ret ? ret : notify_wait(site);
}

static int notify_post(void *site)
{
	struct inotify_site *s = site;
	unsigned n = atomic_fetch_add(&s->posts, 1);

	return SYS(fchmod(s->file[n % FILES], 0600));
}

static int notify_ready(void *site)
{
	const struct inotify_site *s = site;

	return fd_ready(s->notify, POLLIN);
}

#define INOTIFY_SITE                                                  \
	.queue = "group->notification_waitq",                         \
	.woken_by = "fsnotify_insert_event",                          \
	.kconfig = "INOTIFY_USER MEMFD_CREATE", .wakes = ALL,         \
	.max_posts = FILES, .site_size = sizeof(struct inotify_site), \
	.close = notify_close, .post = notify_post, .ready = notify_ready

const struct stressor inotify = {
	.name = "inotify",
	.summary = "read() of an empty inotify: all wake, one gets the event",
	.waits_in = "inotify_read wait_woken",
	.primitive = "wait_woken",
	INOTIFY_SITE,
	.open = notify_open,
	.wait = notify_wait,
};

const struct stressor inotify_poll = {
	.name = "inotify-poll",
	.summary = "poll() of an empty inotify: all wake, one gets the event",
	.waits_in = POLL_WAITS_IN,
	.primitive = "add_wait_queue",
	INOTIFY_SITE,
	.open = polled_open,
	.wait = polled_wait,
};
