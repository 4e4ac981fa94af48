/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside a storm: storm.c pauses and judges, gale.c has the tasks that post and
 * signal, gust.c is what a waiter does for each event and each signal.
 */
#ifndef STORM_H
#define STORM_H

#include "engine/engine.h"

#define STAMPS 4096 /* more than ever are in flight */

/* What a storm's tasks share; each fact one word.  What waiters write and what
 * wakers write have cache lines of their own, whatever that pads.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct storm {
	_Alignas(64) atomic_uint gate; /* 1: post and signal; else rest */
	atomic_uint busy;   /* wakers and signallers between gate and gate */
	atomic_int error;   /* of a post, -errno */
	atomic_uint tracer; /* how far it is: tracer.c */
	atomic_int trace_error;
	atomic_ullong signals; /* sent */
	atomic_ullong rate;    /* signals a second */
	atomic_ullong due_ns;  /* open loop: when the next event is due */
	atomic_ullong trace_lost, trace_on_cpu, trace_unseen;
	struct recorder switch_in;   /* the tracer's */
	atomic_ullong stamp[STAMPS]; /* when each is posted or was due, ns */
	/* Events begun, by the wakers.  The one who puts a stamp where none is
	 * has claimed the next. */
	_Alignas(64) atomic_ullong posted;
	_Alignas(64) atomic_ullong taken; /* by the waiters */
	atomic_ullong called;		  /* waits begun, by the waiters */
	atomic_ullong in_vain; /* of them, those that ended without an event */
	atomic_uint idle;      /* wakers that sleep until more are taken */
	atomic_uint for_nothing; /* waits since the last event was taken */
	atomic_uint resting;	 /* waiters that were interrupted */
};

/* The futex that the wakers sleep on: the low half of taken. */
static inline atomic_uint *taken_word(struct storm *st)
{
	bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	return (atomic_uint *)&st->taken + big;
}

/* One more event will be posted, now, by the engine; the gate is closed. */
static inline void storm_stamp(struct storm *st)
{
	uint64_t k = atomic_load(&st->posted);

	atomic_store(&st->stamp[k % STAMPS], now_ns());
	atomic_store(&st->posted, k + 1);
}

/* When the event that is to be taken next was posted, or was due; or 0. */
static inline uint64_t storm_oldest_ns(const struct storm *st)
{
	return atomic_load(&st->stamp[atomic_load(&st->taken) % STAMPS]);
}

/* --- gale.c --- */

/*
 * Start wakers and signaller, and bind us, and so all waiters to come, as the
 * plan says.  Before there are waiters: a child of thousands of threads would
 * copy each page of their stacks as soon as one of them goes on.  0 or -errno.
 */
int gale_start(struct run *r);

/* Let all post and signal.  In an open loop the time since idle_ns, when all
 * was quiet, was ours: the schedule stood still. */
void gale_open(struct run *r, uint64_t idle_ns);

/* Nobody posts or signals any more once it returns. */
void gale_close(struct run *r);

/* Enough events for this run? */
bool all_posted(const struct run *r);

/* --- gust.c --- */

/* A waiter is born: its signals are counted from now on. */
void gust_begin(struct run *r, struct slip *slip);

/* For sigaction(). */
void gust_signal(int sig);

/* Has the waiter's own timer gone off since last asked? */
bool gust_timer_fired(void);

/* It is about to call wait(). */
void gust_call(struct run *r, struct slip *slip);

/* It is back from wait().  True: it goes on by itself. */
bool gust_back(struct run *r, struct slip *slip);

/* Move what all waiters have recorded into the result; none may run. */
void gust_drain(struct run *r);

/* The same, and all that they have counted: once, at the end. */
void gust_fold(struct run *r);

/* --- tracer.c --- */

/* Trace the waiters from now on.  0 or -errno. */
int tracer_start(struct run *r);

/* Once all is quiet: what it found goes into the result. */
void tracer_stop(struct run *r);

#endif
