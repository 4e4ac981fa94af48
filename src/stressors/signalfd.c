// SPDX-License-Identifier: GPL-2.0
/*
 * Readers of a signalfd sleep in signalfd_dequeue() on sighand->signalfd_wqh
 * (fs/signalfd.c), interruptibly and not exclusively: a signal wakes all, and
 * one takes it.  Once awake, a reader looks for it before it looks at signals
 * that are not blocked.  A control.
 *
 * A reader sees what is pending for its own thread and its own process, however
 * it came by the descriptor.  Only the threads of one process wait for the same
 * event: a signal to that process, which all its threads have blocked.
 */
#include <signal.h>
#include <sys/signalfd.h>

#include "stressor.h"
#include "util.h"

struct signal_site {
	int fd;
	pid_t pid;
};

static int signal_open(void *site)
{
	struct signal_site *s = site;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN); /* queued, each time it is sent */
	s->pid = getpid();
	s->fd = SYS(signalfd(-1, &set, SFD_CLOEXEC));
	if (s->fd < 0)
		return s->fd;
	return SYS(sigprocmask(SIG_BLOCK, &set, NULL));
}

static void signal_close(void *site)
{
	struct signal_site *s = site;

	fd_close(&s->fd);
}

static int signal_wait(void *site)
{
	const struct signal_site *s = site;
	struct signalfd_siginfo i;

	return full(read(s->fd, &i, sizeof(i)), sizeof(i));
}

static int signal_post(void *site)
{
	const struct signal_site *s = site;
	const union sigval none = { 0 };

	return SYS(sigqueue(s->pid, SIGRTMIN, none));
}

static int signal_ready(void *site)
{
	const struct signal_site *s = site;

	return fd_ready(s->fd, POLLIN);
}

const struct stressor signal_fd = {
	.name = "signalfd",
	.summary = "read() of a signalfd: all wake, one gets the signal",
	.queue = "current->sighand->signalfd_wqh",
	.waits_in = "signalfd_dequeue signalfd_read signalfd_read_iter",
	.primitive = "add_wait_queue",
	.woken_by = "signalfd_notify",
	.wakes = ALL,
	.threads = true,
	.site_size = sizeof(struct signal_site),
	.open = signal_open,
	.close = signal_close,
	.wait = signal_wait,
	.post = signal_post,
	.ready = signal_ready,
};
