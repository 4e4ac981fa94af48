/* SPDX-License-Identifier: GPL-2.0 */
/* An io_uring without a library, for requests that complete where they are
 * submitted or polled. */
#ifndef RING_H
#define RING_H

#include <linux/io_uring.h>
#include <stdatomic.h>
#include <stdint.h>

#define RING_ENTRIES 64

/* Where one sleeps for a completion; inlined in 6.1. */
#define URING_WAITS_IN \
	"io_cqring_wait __x64_sys_io_uring_enter __do_sys_io_uring_enter"

#define URING_NEEDS \
	NEEDS({ .kind = NEED_CALL, .what = "io_uring", .call = ring_allowed })

struct ring {
	int fd;
	char *queues; /* both */
	struct io_uring_sqe *sqes;
	struct io_uring_params p;
	atomic_flag submitting; /* there is one submission queue */
};

/* flags: IORING_SETUP_*.  0 or -errno; ring_close() in either case. */
int ring_open(struct ring *r, unsigned flags);
void ring_close(struct ring *r);

/* The calling task's own ring, or NULL; it lasts as long as the task.  flags:
 * as of ring_open(), the same in each call. */
struct ring *ring_own(unsigned flags);

/* 0, or why not: kernel.io_uring_disabled, seccomp ... */
int ring_allowed(void);

/* Sleep until as many completions are there, but not longer than limit_ns,
 * 0: no limit.  With IORING_SETUP_IOPOLL: poll.  0 or -errno. */
int ring_sleep(const struct ring *r, unsigned completions, uint64_t limit_ns);

/*
 * Submit a request, sleep until it ends, ns nanoseconds at most (0: no limit),
 * and cancel it then, or when a signal came.  What it ended with; -EINTR;
 * -ETIMEDOUT.  In a ring of one's own: all else that completes is dropped.
 */
int ring_await(struct ring *r, const struct io_uring_sqe *request, uint64_t ns);

/* Submit one request; any number of tasks may.  0 or -errno. */
int ring_submit(struct ring *r, const struct io_uring_sqe *sqe);

/* The same request n times, RING_ENTRIES at most, by one call. */
int ring_submit_all(struct ring *r, const struct io_uring_sqe *sqe,
		    unsigned n);

/* Is a completion there?  1 or 0. */
int ring_ready(const struct ring *r);

/* Take a completion, to *cqe unless that is NULL.  0, or -EAGAIN when there is
 * none. */
int ring_take(const struct ring *r, struct io_uring_cqe *cqe);

#endif
