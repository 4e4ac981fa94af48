/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A semaphore in user space, right and wrong.  A post takes the first waiter
 * off the queue and rings its bell, an eventfd; what that waiter does once
 * awake is what an act is about.
 */
#ifndef SEMAPHORE_H
#define SEMAPHORE_H

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include "suite.h"
#include "engine/run.h"
#include "measure/clock.h"
#include "util.h"

#define SLOTS 64 /* killed waiters leave theirs */

enum mistake {
	NONE,
	FORGETS,      /* a post rings no bell */
	SIGNAL_FIRST, /* a waiter looks at the signal before its bell */
	TIME_FIRST,   /* a waiter looks at the clock before its bell */
	RINGS_ONE,    /* whatever many may go on */
	LAST_FIRST,   /* a post rings for who came last */
	TWICE,	      /* a post rings for two, and both take it */
	DROPS,	      /* who is woken and interrupted throws the event away */
};

struct bell {
	int fd;
	bool queued;
	uint64_t ticket;
};

/* Nobody is inside when the engine calls: it does so while all sleep. */
struct semaphore {
	enum mistake mistake;
	atomic_uint slots;
	int events;
	bool closed;
	uint64_t tickets;
	struct bell bell[SLOTS];
};

static _Thread_local struct bell *mine;
static _Thread_local volatile sig_atomic_t signalled;

static void on_signal(int sig)
{
	(void)sig;
	signalled = 1;
}

static int open_as(void *site, enum mistake mistake)
{
	struct semaphore *s = site;

	s->mistake = mistake;
	for (int i = 0; i < SLOTS; i++) {
		s->bell[i].fd = SYS(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
		if (s->bell[i].fd < 0)
			return s->bell[i].fd;
	}
	return 0;
}

static void close_all(void *site)
{
	struct semaphore *s = site;

	for (int i = 0; i < SLOTS; i++)
		fd_close(&s->bell[i].fd);
}

/* In each waiter, after the engine has set its own handler. */
static void take_slot(void *site)
{
	struct semaphore *s = site;
	struct sigaction sa = { .sa_handler = on_signal };

	mine = &s->bell[atomic_fetch_add(&s->slots, 1) % SLOTS];
	sigaction(SIGUSR1, &sa, NULL);
}

static void ring_first(struct semaphore *s)
{
	struct bell *first = NULL;
	uint64_t one = 1;

	for (int i = 0; i < SLOTS; i++) {
		struct bell *b = &s->bell[i];

		if (b->queued && (!first || (b->ticket < first->ticket) !=
						    (s->mistake == LAST_FIRST)))
			first = b;
	}
	if (!first)
		return;
	first->queued = false;
	ck_assert_int_eq(write(first->fd, &one, sizeof(one)), sizeof(one));
}

static bool bell_has_rung(void)
{
	uint64_t n;

	return read(mine->fd, &n, sizeof(n)) == sizeof(n);
}

static int wait_for(void *site, uint64_t ns)
{
	struct semaphore *s = site;
	uint64_t until = now_ns() + ns;
	struct timespec t = { .tv_sec = (time_t)(ns / SEC_NS),
			      .tv_nsec = (long)(ns % SEC_NS) };
	struct pollfd p = { .events = POLLIN };
	bool rung;

	if (!mine)
		take_slot(site); /* a thread has shed nothing */
	p.fd = mine->fd;
	signalled = 0;
	if (!s->events && !s->closed) {
		mine->ticket = s->tickets++;
		mine->queued = true;
		ppoll(&p, 1, ns ? &t : NULL, NULL);
	}
	mine->queued = false;
	rung = bell_has_rung();
	if (signalled && rung && s->mistake == DROPS)
		s->events--;
	if (signalled && (s->mistake == SIGNAL_FIRST || s->mistake == DROPS ||
			  !rung))
		return -EINTR;
	if (ns && now_ns() > until && (s->mistake == TIME_FIRST || !rung))
		return -ETIMEDOUT;
	if (s->closed)
		return -EPIPE;
	if (s->mistake == TWICE && rung) {
		s->events = 0;
		return 0;
	}
	if (!s->events)
		return -EAGAIN; /* a sleeper was helped to ours meanwhile */
	s->events--;
	return 0;
}

static int wait_on(void *site)
{
	return wait_for(site, 0);
}

static int post(void *site)
{
	struct semaphore *s = site;

	s->events++;
	if (s->mistake != FORGETS)
		ring_first(s);
	if (s->mistake == TWICE)
		ring_first(s);
	return 0;
}

static int ready(void *site)
{
	const struct semaphore *s = site;

	return s->events > 0;
}

static int resize(void *site)
{
	struct semaphore *s = site;

	s->events += 2;
	ring_first(s);
	if (s->mistake != RINGS_ONE)
		ring_first(s);
	return 2;
}

static int hang_up(void *site)
{
	struct semaphore *s = site;

	s->closed = true;
	for (int i = 0; i < (s->mistake == RINGS_ONE ? 1 : SLOTS); i++)
		ring_first(s);
	return 0;
}

#define OPENS_AS(name, mistake)                \
	static inline int name(void *site)     \
	{                                      \
		return open_as(site, mistake); \
	}
OPENS_AS(open_right, NONE)
OPENS_AS(open_forgetful, FORGETS)
OPENS_AS(open_signal_first, SIGNAL_FIRST)
OPENS_AS(open_time_first, TIME_FIRST)
OPENS_AS(open_rings_one, RINGS_ONE)
OPENS_AS(open_last_first, LAST_FIRST)
OPENS_AS(open_twice, TWICE)
OPENS_AS(open_drops, DROPS)

#define SEMAPHORE(open_)                                                      \
	.name = #open_, .summary = "", .queue = "a semaphore",                \
	.waits_in = "do_poll do_sys_poll poll_schedule_timeout "              \
		    "do_poll.constprop.0",                                    \
	.site_size = sizeof(struct semaphore), .open = open_,                 \
	.close = close_all, .shed = take_slot, .wait = wait_on,               \
	.wait_for = wait_for, .post = post, .ready = ready, .resize = resize, \
	.otherwise = OTHERWISE(post), .hang_up = hang_up

#endif
