// SPDX-License-Identifier: GPL-2.0
/*
 * One reader of a terminal sleeps in n_tty_read() on tty->read_wait, the others
 * in line behind it for ldata->atomic_read_lock; writers to a stopped terminal
 * in n_tty_write() on tty->write_wait, behind tty->atomic_write_lock
 * (drivers/tty/n_tty.c, tty_io.c).  All interruptibly.  The one that leaves
 * unlocks, and that wakes the next one.  A reader looks for input before it
 * looks at signals; whether output is stopped is no event that one could take.
 *
 * TIOCSTI puts the byte into the line discipline there and then; what is
 * written to the other side of a pseudo-terminal takes a kworker.
 */
#include <sys/ioctl.h>
#include <termios.h>

#include "stressor.h"
#include "stressors/lib/pty.h"
#include "util.h"

static int read_byte(void *site)
{
	struct pty *s = site;
	char c;

	return full(read(s->slave, &c, 1), 1);
}

static int type_byte(void *site)
{
	struct pty *s = site;

	return SYS(ioctl(s->slave, TIOCSTI, "x"));
}

static int has_byte(void *site)
{
	struct pty *s = site;

	return fd_ready(s->slave, POLLIN);
}

const struct stressor tty_read = {
	.name = "tty-read",
	.summary = "read() of a terminal without input",
	.queue = "ldata->atomic_read_lock, tty->read_wait",
	.waits_in = "n_tty_read wait_woken",
	.primitive = "mutex_lock_interruptible",
	.woken_by = "mutex_unlock n_tty_receive_buf_common tty_vhangup",
	.kconfig = "TTY UNIX98_PTYS",
	.needs = NEEDS(
		{ .kind = NEED_ROOT },
		{ .kind = NEED_CALL, .what = "devpts", .call = pty_works }),
	.site_size = sizeof(struct pty),
	.open = pty_open,
	.close = pty_close,
	.shed = pty_shed,
	.wait = read_byte,
	.post = type_byte,
	.ready = has_byte,
	.hang_up = pty_hang_up,
};

/* What was written by then is thrown away, before and behind the kworker. */
static int stop_output(void *site)
{
	struct pty *s = site;

	if (tcflow(s->slave, TCOOFF) || tcflush(s->slave, TCOFLUSH))
		return -errno;
	return SYS(tcflush(s->master, TCIFLUSH));
}

static int open_stopped(void *site)
{
	int ret = pty_open(site);

	return ret ? ret : stop_output(site);
}

static int write_byte(void *site)
{
	struct pty *s = site;

	return full(write(s->slave, "x", 1), 1);
}

static int start_output(void *site)
{
	struct pty *s = site;

	return SYS(tcflow(s->slave, TCOON));
}

const struct stressor tty_write = {
	.name = "tty-write",
	.summary = "write() to a terminal whose output is stopped",
	.queue = "tty->atomic_write_lock, tty->write_wait",
	.waits_in = "n_tty_write wait_woken tty_write_lock",
	.primitive = "mutex_lock_interruptible",
	.woken_by = "mutex_unlock tty_wakeup tty_vhangup",
	.kconfig = "TTY UNIX98_PTYS",
	.satisfies = ALL,
	.needs = NEEDS(
		{ .kind = NEED_ROOT },
		{ .kind = NEED_CALL, .what = "devpts", .call = pty_works }),
	.site_size = sizeof(struct pty),
	.open = open_stopped,
	.close = pty_close,
	.shed = pty_shed,
	.wait = write_byte,
	.post = start_output,
	.rearm = stop_output,
	.hang_up = pty_hang_up,
};
