// SPDX-License-Identifier: GPL-2.0
/*
 * A wakeup that is no signal: a completion of io_uring that the kernel runs in
 * the context of the task that asked for it.  task_work_add(TWA_SIGNAL) sets
 * TIF_NOTIFY_SIGNAL, and an interruptible sleeper leaves its sleep as for a
 * signal (kernel/task_work.c, since 5.7).
 *
 * Each waiter polls an eventfd through a ring of its own, again and again by
 * one multishot request.
 */
#include <linux/io_uring.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "engine/act.h"

#define ENTRIES 64 /* completions that fit in, twice as many */

/* This waiter's completion queue. */
static _Thread_local _Atomic unsigned *cq_head, *cq_tail;

static int ring_open(struct io_uring_params *p)
{
	memset(p, 0, sizeof(*p));
	return SYS(syscall(SYS_io_uring_setup, ENTRIES, p));
}

const char *kick_missing(void)
{
	struct io_uring_params p;
	int ring = ring_open(&p);

	if (ring < 0)
		return "io_uring is not there";
	close(ring);
	return NULL;
}

int kick_open(struct run *r)
{
	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		w->kick = SYS(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
		if (w->kick < 0)
			return w->kick;
	}
	return 0;
}

static void *map(int ring, size_t size, off_t what)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, ring, what);

	return p == MAP_FAILED ? NULL : p;
}

int kick_set_up(const struct waiter *w)
{
	struct io_uring_params p;
	int ring = ring_open(&p);
	struct io_uring_sqe *sqe;
	char *sq, *cq;

	if (ring < 0)
		return ring;
	sq = map(ring, p.sq_off.array + p.sq_entries * sizeof(unsigned),
		 IORING_OFF_SQ_RING);
	cq = map(ring, p.cq_off.cqes, IORING_OFF_CQ_RING);
	sqe = map(ring, p.sq_entries * sizeof(*sqe), IORING_OFF_SQES);
	if (!sq || !cq || !sqe)
		return -ENOMEM;
	cq_head = (_Atomic unsigned *)(cq + p.cq_off.head);
	cq_tail = (_Atomic unsigned *)(cq + p.cq_off.tail);
	*sqe = (struct io_uring_sqe){ .opcode = IORING_OP_POLL_ADD,
				      .fd = w->kick,
				      .len = IORING_POLL_ADD_MULTI,
				      .poll32_events = POLLIN };
	*(unsigned *)(sq + p.sq_off.array) = 0;
	atomic_store((_Atomic unsigned *)(sq + p.sq_off.tail), 1);
	return SYS(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0)) == 1
		       ? 0
		       : -EIO;
}

/* Completions that nobody fetched in time end a multishot request. */
void kick_drain(void)
{
	atomic_store(cq_head, atomic_load(cq_tail));
}

int kick(struct run *r, const struct waiter *w)
{
	uint64_t one = 1;
	int ret = full(write(w->kick, &one, sizeof(one)), sizeof(one));

	if (ret)
		verdict(r, BROKEN, "can't complete a request: %s",
			strerror(-ret));
	return ret;
}
