// SPDX-License-Identifier: GPL-2.0
/*
 * POSIX message queues: mq_receive() from an empty queue and mq_send() to a
 * full one sleep interruptibly in wq_sleep() on info->e_wait_q (ipc/mqueue.c),
 * sorted by priority, each in its own entry.  Who comes from the other end
 * hands the message over (or takes it), marks the entry and wakes the first
 * one; awake, a waiter looks at the mark before the time and before signals.
 * One that dies with the mark has had its event.
 *
 * The queue's name is gone before anybody could see it, in a namespace of our
 * own where we may make one.
 */
#include <fcntl.h>
#include <mqueue.h>

#include "stressor.h"
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

#define MQ_SITE                                                              \
	.primitive = "schedule_hrtimeout_range_clock", .max_posts = SLOTS,   \
	.kconfig = "POSIX_MQUEUE", .site_size = sizeof(struct mq_site),      \
	.close = close_both, .wait = queue_wait, .wait_for = queue_wait_for, \
	.post = queue_post, .ready = queue_ready

const struct stressor posix_mq = {
	.name = "posix-mq",
	.summary = "mq_receive() from an empty POSIX message queue",
	.queue = "info->e_wait_q[RECV]",
	.waits_in = "wq_sleep do_mq_timedreceive",
	.woken_by = "pipelined_send",
	.open = open_empty,
	MQ_SITE,
};

const struct stressor posix_mq_send = {
	.name = "posix-mq-send",
	.summary = "mq_send() to a full POSIX message queue",
	.queue = "info->e_wait_q[SEND]",
	.waits_in = "wq_sleep do_mq_timedsend",
	.woken_by = "pipelined_receive",
	.open = open_full,
	MQ_SITE,
};
