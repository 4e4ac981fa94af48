// SPDX-License-Identifier: GPL-2.0
/*
 * Who writes to a pseudo-terminal whose other side does not read sleeps as for
 * tty-write, in n_tty_write() on tty->write_wait, the others in line for
 * tty->atomic_write_lock.  A reader of the other side that leaves little behind
 * wakes: n_tty_check_unthrottle() (drivers/tty/n_tty.c), after which there is
 * room for all.
 *
 * Between the two sides a kworker moves what was written into the buffer of the
 * line discipline of the reader; only when that is full, too, does it stay
 * full.  There is no probe: poll() finds no room while somebody is in write().
 */
#include <fcntl.h>
#include <sys/ioctl.h>

#include "stressor.h"
#include "stressors/lib/poll-for.h"
#include "stressors/lib/pty.h"
#include "util.h"

#define MOST 4095 /* that the line discipline keeps: N_TTY_BUF_SIZE - 1 */
#define PART 256  /* that a waiter writes: what fill() left is soon gone */

struct room_site {
	struct pty pty;
	int filler; /* the slave, too, and never waits */
};

/* Nearly: a kworker that has moved bytes may have yet to free where they were.
 */
static int fill(void *site)
{
	static const char bytes[MOST];
	const struct room_site *s = site;
	int in = 0, ret = 0;

	while (!ret && in < MOST) {
		ret = SYS(ioctl(s->pty.master, FIONREAD, &in));
		while (ret >= 0)
			ret = SYS(write(s->filler, bytes, sizeof(bytes)));
		if (ret == -EAGAIN)
			ret = 0;
		if (in < MOST) /* lets the kworker run */
			poll_for(s->filler, POLLOUT, MSEC_NS);
	}
	return ret;
}

static int room_open(void *site)
{
	struct room_site *s = site;
	int ret = pty_open(site);

	s->filler = -1;
	if (!ret)
		ret = s->filler =
			SYS(ioctl(s->pty.master, TIOCGPTPEER,
				  O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
	if (ret >= 0)
		ret = SYS(fcntl(s->pty.master, F_SETFL, O_NONBLOCK));
	return ret < 0 ? ret : fill(site);
}

static void room_close(void *site)
{
	struct room_site *s = site;

	pty_close(site);
	fd_close(&s->filler);
}

/* A signal may come when a part is written. */
static int room_wait(void *site)
{
	static const char bytes[PART];
	const struct pty *s = site;
	int ret;

	ret = SYS(write(s->slave, bytes, sizeof(bytes)));
	return ret >= 0 && ret < PART ? -EINTR : ret < 0 ? ret : 0;
}

static int room_post(void *site)
{
	const struct pty *s = site;
	char bytes[MOST];
	int ret;

	do
		ret = SYS(read(s->master, bytes, sizeof(bytes)));
	while (ret > 0);
	return ret == -EAGAIN ? 0 : ret;
}

const struct stressor tty_room = {
	.name = "tty-room",
	.summary = "write() to a terminal whose other side does not read",
	.queue = "tty->atomic_write_lock, tty->write_wait",
	.waits_in = "n_tty_write wait_woken tty_write_lock file_tty_write",
	.primitive = "mutex_lock_interruptible",
	.woken_by =
		"mutex_unlock n_tty_check_unthrottle tty_wakeup tty_vhangup",
	.kconfig = "TTY UNIX98_PTYS",
	.satisfies = ALL,
	.deferred = true, /* a kworker makes room */
	.max_posts = 1,
	.needs = NEEDS(
		{ .kind = NEED_ROOT },
		{ .kind = NEED_CALL, .what = "devpts", .call = pty_works }),
	.site_size = sizeof(struct room_site),
	.open = room_open,
	.close = room_close,
	.shed = pty_shed,
	.wait = room_wait,
	.post = room_post,
	.rearm = fill,
	.hang_up = pty_hang_up,
};
