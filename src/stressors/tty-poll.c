// SPDX-License-Identifier: GPL-2.0
/*
 * poll() of a terminal without input sleeps on tty->read_wait, with an entry
 * that is not exclusive and looks at the key of the wakeup.  A herd, and a
 * control.
 */
#include <fcntl.h>

#include "stressor.h"
#include "stressors/lib/poll-for.h"
#include "stressors/lib/pty.h"
#include "util.h"

static int polled_open(void *site)
{
	const struct pty *s = site;
	int ret = pty_open(site);

	return ret ? ret : SYS(fcntl(s->slave, F_SETFL, O_NONBLOCK));
}

static int polled_wait_for(void *site, uint64_t ns)
{
	const struct pty *s = site;
	int ret = poll_for(s->slave, POLLIN, ns);
	char c;

	return ret ? ret : full(read(s->slave, &c, 1), 1);
}

static int polled_wait(void *site)
{
	return polled_wait_for(site, 0);
}

/* It comes from the other side, by a kworker. */
static int polled_post(void *site)
{
	const struct pty *s = site;

	return full(write(s->master, "x", 1), 1);
}

static int polled_ready(void *site)
{
	const struct pty *s = site;

	return fd_ready(s->slave, POLLIN);
}

const struct stressor tty_poll = {
	.name = "tty-poll",
	.summary = "poll() of a terminal without input",
	.queue = "tty->read_wait",
	.waits_in = POLL_WAITS_IN,
	.primitive = "add_wait_queue",
	.woken_by = "n_tty_receive_buf_common tty_vhangup",
	.kconfig = "TTY UNIX98_PTYS",
	.wakes = ALL,
	.deferred = true, /* a kworker brings it */
	.max_posts = 64,
	.needs = NEEDS(
		{ .kind = NEED_ROOT },
		{ .kind = NEED_CALL, .what = "devpts", .call = pty_works }),
	.site_size = sizeof(struct pty),
	.open = polled_open,
	.close = pty_close,
	.shed = pty_shed,
	.wait = polled_wait,
	.wait_for = polled_wait_for,
	.post = polled_post,
	.ready = polled_ready,
	.hang_up = pty_hang_up,
};
