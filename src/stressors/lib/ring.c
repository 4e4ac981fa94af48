// SPDX-License-Identifier: GPL-2.0
#include <linux/time_types.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "stressors/lib/ring.h"
#include "util.h"

static atomic_uint *word(const struct ring *r, unsigned offset)
{
	return (atomic_uint *)(r->queues + offset);
}

static size_t queues_size(const struct ring *r)
{
	return r->p.cq_off.cqes + r->p.cq_entries * sizeof(struct io_uring_cqe);
}

static void *map(int fd, size_t size, off_t what)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, fd, what);

	return p == MAP_FAILED ? NULL : p;
}

int ring_open(struct ring *r, unsigned flags)
{
	r->p.flags = flags;
	r->fd = SYS(syscall(SYS_io_uring_setup, RING_ENTRIES, &r->p));
	if (r->fd < 0)
		return r->fd;
	r->queues = map(r->fd, queues_size(r), IORING_OFF_SQ_RING);
	r->sqes = map(r->fd, RING_ENTRIES * sizeof(*r->sqes), IORING_OFF_SQES);
	return r->queues && r->sqes ? 0 : -ENOMEM;
}

void ring_close(struct ring *r)
{
	if (r->queues)
		munmap(r->queues, queues_size(r));
	if (r->sqes)
		munmap(r->sqes, RING_ENTRIES * sizeof(*r->sqes));
	fd_close(&r->fd);
}

/* A child inherits its parent's variable, but not the ring's memory. */
struct ring *ring_own(unsigned flags)
{
	static _Thread_local struct ring own;
	static _Thread_local pid_t owner;

	if (owner == gettid())
		return &own;
	own = (struct ring){ 0 };
	owner = ring_open(&own, flags) ? 0 : gettid();
	return owner ? &own : NULL;
}

int ring_allowed(void)
{
	struct ring r = { 0 };
	int ret = ring_open(&r, 0);

	ring_close(&r);
	return ret;
}

int ring_sleep(const struct ring *r, unsigned completions, uint64_t limit_ns)
{
	struct __kernel_timespec limit = { (int64_t)(limit_ns / SEC_NS),
					   (long long)(limit_ns % SEC_NS) };
	struct io_uring_getevents_arg arg = { .ts = limit_ns ? (uintptr_t)&limit
							     : 0 };

	return SYS(syscall(SYS_io_uring_enter, r->fd, 0, completions,
			   IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg,
			   sizeof(arg)));
}

int ring_submit_all(struct ring *r, const struct io_uring_sqe *sqe, unsigned n)
{
	atomic_uint *tail = word(r, r->p.sq_off.tail);
	unsigned t;
	int done;

	while (atomic_flag_test_and_set(&r->submitting))
		sched_yield();
	t = atomic_load(tail);
	for (unsigned i = 0; i < n; i++) {
		unsigned slot = (t + i) & (RING_ENTRIES - 1);

		r->sqes[slot] = *sqe;
		atomic_store(word(r, r->p.sq_off.array) + slot, slot);
	}
	atomic_store(tail, t + n);
	done = SYS(syscall(SYS_io_uring_enter, r->fd, n, 0, 0, NULL, 0));
	atomic_flag_clear(&r->submitting);
	return done < 0 ? done : done == (int)n ? 0 : -EIO;
}

int ring_submit(struct ring *r, const struct io_uring_sqe *sqe)
{
	return ring_submit_all(r, sqe, 1);
}

int ring_ready(const struct ring *r)
{
	return atomic_load(word(r, r->p.cq_off.head)) !=
	       atomic_load(word(r, r->p.cq_off.tail));
}

int ring_take(const struct ring *r, struct io_uring_cqe *cqe)
{
	const struct io_uring_cqe *done =
		(const void *)(r->queues + r->p.cq_off.cqes);
	atomic_uint *head = word(r, r->p.cq_off.head);
	unsigned h = atomic_load(head);

	while (h != atomic_load(word(r, r->p.cq_off.tail))) {
		if (cqe)
			*cqe = done[h & (r->p.cq_entries - 1)];
		if (atomic_compare_exchange_weak(head, &h, h + 1))
			return 0;
	}
	return -EAGAIN;
}

/* Until the request has an end: what it was for, or -errno. */
static int end_of(struct ring *r, uint64_t request)
{
	struct io_uring_cqe done = { .user_data = ~request };

	while (done.user_data != request)
		if (ring_take(r, &done))
			ring_sleep(r, 1, 0);
	return done.res;
}

int ring_await(struct ring *r, const struct io_uring_sqe *request, uint64_t ns)
{
	const struct io_uring_sqe cancel = { .opcode = IORING_OP_ASYNC_CANCEL,
					     .fd = -1,
					     .addr = request->user_data,
					     .user_data = ~request->user_data };
	int ret = ring_submit(r, request), why;

	if (ret)
		return ret;
	why = ring_sleep(r, 1, ns);
	if (why < 0)
		ret = ring_submit(r, &cancel);
	if (!ret)
		ret = end_of(r, request->user_data);
	if (ret != -ECANCELED)
		return ret;
	return why == -ETIME ? -ETIMEDOUT : why;
}
