// SPDX-License-Identifier: GPL-2.0
/*
 * connect() to an AF_UNIX listener with a full backlog sleeps exclusively and
 * interruptibly in unix_wait_for_peer() on the listener's peer_wait; accept()
 * wakes one (net/unix/af_unix.c).  A larger backlog and the last close wake
 * all.
 *
 * Live bug: unix_stream_connect() looks at the signal, and leaves without
 * looking for room again and without passing the wake on.
 *
 * Live bug: who connects after shutdown() of the listener is refused, but who
 * sleeps there is not woken: unix_shutdown() calls sk_state_change(), which
 * wakes accept(), and leaves peer_wait alone.
 */
#include <fcntl.h>

#include "stressor.h"
#include "stressors/lib/sock.h"
#include "util.h"

struct backlog_site {
	struct sock_site sock;
	atomic_bool ready; /* no longer a matter of one place */
};

static int backlog_fill(void *site)
{
	int fd;

	while ((fd = sock_connect(site, SOCK_NONBLOCK, 0)) >= 0)
		close(fd);
	return fd == -EAGAIN ? 0 : fd;
}

static int backlog_open(void *site)
{
	struct sock_site *s = site;
	int ret = sock_listen(s, AF_UNIX, 0, 0);

	if (!ret)
		ret = SYS(fcntl(s->rx, F_SETFL, O_NONBLOCK));
	return ret ? ret : backlog_fill(site);
}

static int backlog_wait_for(void *site, uint64_t ns)
{
	return sock_connect(site, 0, ns);
}

static int backlog_wait(void *site)
{
	return sock_connect(site, 0, 0);
}

static int backlog_post(void *site)
{
	int fd = sock_accept(site);

	return fd < 0 ? fd : SYS(close(fd));
}

/* With a backlog of 0 there is room while nobody is in it. */
static int backlog_ready(void *site)
{
	struct backlog_site *b = site;

	return atomic_load(&b->ready) || !sock_has_input(site);
}

static int backlog_resize(void *site)
{
	struct backlog_site *b = site;
	int more = 2, ret = SYS(listen(b->sock.rx, more));

	atomic_store(&b->ready, true);
	return ret ? ret : more;
}

static int backlog_shutdown(void *site)
{
	struct backlog_site *b = site;

	atomic_store(&b->ready, true);
	return sock_shutdown(site);
}

#define BACKLOG_SITE                                                        \
	.queue = "unix_sk(listener)->peer_wait",                            \
	.waits_in = "unix_wait_for_peer",                                   \
	.primitive = "prepare_to_wait_exclusive", .max_posts = 1,           \
	.site_size = sizeof(struct backlog_site), .open = backlog_open,     \
	.close = sock_close, .wait = backlog_wait, .release = sock_release, \
	.post = backlog_post, .ready = backlog_ready, .rearm = backlog_fill

const struct stressor unix_connect = {
	.name = "unix-connect",
	.summary = "connect() to an AF_UNIX listener with a full backlog",
	BACKLOG_SITE,
	.woken_by = "unix_accept unix_listen unix_release_sock",
	.shed = sock_shed,
	.wait_for = backlog_wait_for,
	.resize = backlog_resize,
	.hang_up = sock_close_rx,
};

const struct stressor unix_connect_shutdown = {
	.name = "unix-connect-shutdown",
	.summary = "the same, and the listener is shut down, not closed",
	BACKLOG_SITE,
	.woken_by = "unix_accept",
	.hang_up = backlog_shutdown,
};
