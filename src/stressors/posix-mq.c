// SPDX-License-Identifier: GPL-2.0
/*
 * POSIX message queues: mq_receive() from an empty queue and mq_send() to a
 * full one sleep interruptibly in wq_sleep() on info->e_wait_q (ipc/mqueue.c),
 * sorted by priority, each in its own entry.  Who comes from the other end
 * hands the message over (or takes it), marks the entry and wakes the first
 * one; awake, a waiter looks at the mark before the time and before signals.
 * One that dies with the mark has had its event.
 *
 * poll() of a queue sleeps on info->wait_q, where sending and receiving wake
 * all when nobody sleeps for the other one.  A herd, and a control.
 *
 * The queue's name is gone before anybody could see it, in a namespace of our
 * own where we may make one.
 */
#include <fcntl.h>
#include <mqueue.h>

#include "stressor.h"
#include "stressors/lib/poll-for.h"
#include "stressors/lib/private-ipc.h"
#include "stressors/lib/until.h"
#include "util.h"

#define SLOTS 8

struct mq_site {
	int sleeper; /* blocks */
	int poster;  /* never does */
	bool sends;  /* the sleeper; the poster does the other thing */
};

static int move_one(int mq, bool sends)
{
	char c;

	return sends ? SYS(mq_send(mq, "x", 1, 0))
		     : full(mq_receive(mq, &c, 1, NULL), 1);
}

static int open_empty(void *site)
{
	struct mq_attr attr = { .mq_maxmsg = SLOTS, .mq_msgsize = 1 };
	struct mq_site *s = site;
	char name[32];

	private_ipc();
	snprintf(name, sizeof(name), "/wakestorm-%d", getpid());
	s->poster = -1;
	s->sleeper = SYS(mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
				 0600, &attr));
	if (s->sleeper < 0)
		return s->sleeper;
	s->poster = SYS(mq_open(name, O_RDWR | O_NONBLOCK | O_CLOEXEC));
	mq_unlink(name);
	return s->poster < 0 ? s->poster : 0;
}

static int open_full(void *site)
{
	struct mq_site *s = site;
	int ret = open_empty(site);

	s->sends = true;
	while (!ret)
		ret = move_one(s->poster, true);
	return ret == -EAGAIN ? 0 : ret;
}

static void close_both(void *site)
{
	struct mq_site *s = site;

	fd_close(&s->sleeper);
	fd_close(&s->poster);
}

static int queue_wait(void *site)
{
	const struct mq_site *s = site;

	return move_one(s->sleeper, s->sends);
}

static int queue_wait_for(void *site, uint64_t ns)
{
	struct timespec limit = until(CLOCK_REALTIME, ns);
	const struct mq_site *s = site;
	char c;

	return s->sends ? SYS(mq_timedsend(s->sleeper, "x", 1, 0, &limit))
			: full(mq_timedreceive(s->sleeper, &c, 1, NULL, &limit),
			       1);
}

static int queue_post(void *site)
{
	const struct mq_site *s = site;

	return move_one(s->poster, !s->sends);
}

static int queue_ready(void *site)
{
	const struct mq_site *s = site;

	return fd_ready(s->sleeper, s->sends ? POLLOUT : POLLIN);
}

#define MQ_SITE                                                   \
	.max_posts = SLOTS, .kconfig = "POSIX_MQUEUE",            \
	.site_size = sizeof(struct mq_site), .close = close_both, \
	.post = queue_post, .ready = queue_ready

#define MQ_SLEPT                                                \
	MQ_SITE, .primitive = "schedule_hrtimeout_range_clock", \
		 .wait = queue_wait, .wait_for = queue_wait_for

const struct stressor posix_mq = {
	.name = "posix-mq",
	.summary = "mq_receive() from an empty POSIX message queue",
	.queue = "info->e_wait_q[RECV]",
	.waits_in = "wq_sleep do_mq_timedreceive",
	.woken_by = "pipelined_send",
	.open = open_empty,
	MQ_SLEPT,
};

const struct stressor posix_mq_send = {
	.name = "posix-mq-send",
	.summary = "mq_send() to a full POSIX message queue",
	.queue = "info->e_wait_q[SEND]",
	.waits_in = "wq_sleep do_mq_timedsend",
	.woken_by = "pipelined_receive",
	.open = open_full,
	MQ_SLEPT,
};

static int polled_wait_for(void *site, uint64_t ns)
{
	const struct mq_site *s = site;
	int ret = poll_for(s->poster, s->sends ? POLLOUT : POLLIN, ns);

	return ret ? ret : move_one(s->poster, s->sends);
}

static int polled_wait(void *site)
{
	return polled_wait_for(site, 0);
}

#define MQ_POLLED                                                    \
	MQ_SITE, .queue = "info->wait_q", .waits_in = POLL_WAITS_IN, \
		 .primitive = "add_wait_queue", .wakes = ALL,        \
		 .wait = polled_wait, .wait_for = polled_wait_for

const struct stressor posix_mq_poll = {
	.name = "posix-mq-poll",
	.summary = "poll() of an empty POSIX message queue",
	.woken_by = "__do_notify",
	MQ_POLLED,
	.open = open_empty,
};

const struct stressor posix_mq_poll_out = {
	.name = "posix-mq-poll-out",
	.summary = "poll() for room in a POSIX message queue",
	.woken_by = "pipelined_receive",
	MQ_POLLED,
	.open = open_full,
};
