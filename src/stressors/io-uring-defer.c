// SPDX-License-Identifier: GPL-2.0
/*
 * With IORING_SETUP_DEFER_TASKRUN a ring belongs to one task, and keeps what
 * its requests have still to do until that task asks for completions.  In 7.x
 * it sleeps on no queue then: it says in ctx->cq_wait_nr for how many pieces of
 * work it waits, and io_req_local_work_add() wakes it by name (io_uring/wait.c,
 * tw.c).  6.1 has it on ctx->cq_wait.  Work comes before signals.
 *
 * Each waiter has a ring of its own, and all read from one pipe.  A request
 * that finds it empty leaves an entry on pipe->rd_wait that is not exclusive: a
 * byte gives work to all of them, and one gets it.  Its ends do not block: with
 * others 6.1 hands the read to a worker, which sleeps in pipe_read() itself.
 */
#include "stressor.h"
#include "stressors/lib/pipe-ends.h"
#include "stressors/lib/ring.h"

#define DEFER (IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN)

static int defer_allowed(void)
{
	struct ring r = { 0 };
	int ret = ring_open(&r, DEFER);

	ring_close(&r);
	return ret;
}

static int defer_wait_for(void *site, uint64_t ns)
{
	const struct pipe_ends *p = site;
	char c;
	const struct io_uring_sqe take = { .opcode = IORING_OP_READ,
					   .fd = p->rd,
					   .addr = (uintptr_t)&c,
					   .len = 1,
					   .user_data = 1 };
	struct ring *r = ring_own(DEFER);
	int ret = r ? ring_await(r, &take, ns) : -ENOMEM;

	return ret < 0 ? ret : full(ret, 1);
}

static int defer_wait(void *site)
{
	return defer_wait_for(site, 0);
}

const struct stressor io_uring_defer = {
	.name = "io-uring-defer",
	.summary = "read() of one pipe by many io_urings that defer work",
	.queue = "ctx->submitter_task",
	.waits_in = URING_WAITS_IN,
	.primitive = "set_current_state",
	.woken_by = "io_req_local_work_add",
	.kconfig = "IO_URING",
	.wakes = ALL,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "io_uring with deferred work (6.1)",
			 .call = defer_allowed }),
	.two_steps = true,
	.max_posts = PIPE_BYTES,
	.site_size = sizeof(struct pipe_ends),
	.open = pipe_open_nonblock,
	.close = pipe_ends_close,
	.shed = pipe_shed_writer,
	.wait = defer_wait,
	.wait_for = defer_wait_for,
	.post = pipe_put,
	.ready = pipe_has_byte,
};
