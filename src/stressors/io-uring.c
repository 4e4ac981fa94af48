// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks that wait for a completion of one ring sleep in io_cqring_wait() on
 * ctx->cq_wait (io_uring/io_uring.c, wait.c in 7.x), interruptibly.  Their
 * entries are exclusive, but io_cqring_wake() calls __wake_up() with nr = 0,
 * which goes on to the end: each completion wakes everybody whose wish it
 * fulfils, here all.  Completions come before signals.  6.1 has the function
 * inside io_uring_enter().
 *
 * The event is a NOP: it completes in the io_uring_enter() that submits it,
 * without task work of the submitter.
 *
 *   io-uring         all who sleep want one completion
 *   io-uring-behind  in front of them a hand wants more than there are;
 *                    io_wake_function() must not stop at it (io_uring/wait.c)
 *
 * As completions are counted from the hand's call on, it returns after so many
 * rounds, and is sent back between two of them.
 */
#include "stressor.h"
#include "stressors/lib/hand.h"
#include "stressors/lib/ring.h"
#include "util.h"

#define BATCH 3

static int uring_open(void *site)
{
	return ring_open(site, 0);
}

static void uring_close(void *site)
{
	ring_close(site);
}

static int uring_wait_for(void *site, uint64_t ns)
{
	int ret = ring_sleep(site, 1, ns);

	if (ret < 0)
		return ret == -ETIME ? -ETIMEDOUT : ret;
	return ring_take(site, NULL);
}

static int uring_wait(void *site)
{
	return uring_wait_for(site, 0);
}

static int uring_post(void *site)
{
	const struct io_uring_sqe nop = { .opcode = IORING_OP_NOP };

	return ring_submit(site, &nop);
}

/* Completions that come together: one flush, and so one wakeup, for all. */
static int uring_resize(void *site)
{
	const struct io_uring_sqe nop = { .opcode = IORING_OP_NOP };
	int ret = ring_submit_all(site, &nop, BATCH);

	return ret ? ret : BATCH;
}

static int uring_ready(void *site)
{
	return ring_ready(site);
}

#define URING_SITE                                                             \
	.queue = "ctx->cq_wait", .waits_in = URING_WAITS_IN,                   \
	.primitive = "prepare_to_wait_exclusive",                              \
	.woken_by = "io_cqring_wake", .kconfig = "IO_URING", .wakes = ALL,     \
	.max_posts = RING_ENTRIES, .needs = URING_NEEDS, .close = uring_close, \
	.wait = uring_wait, .wait_for = uring_wait_for, .post = uring_post,    \
	.ready = uring_ready

const struct stressor io_uring = {
	.name = "io-uring",
	.summary = "waiting for a completion of an io_uring",
	URING_SITE,
	.site_size = sizeof(struct ring),
	.open = uring_open,
	.resize = uring_resize,
};

struct behind_site {
	struct ring ring;
	struct hand greedy;
};

static void want_many(void *arg)
{
	const struct behind_site *s = arg;

	ring_sleep(&s->ring, s->ring.p.cq_entries, 0);
}

static int behind_rearm(void *site)
{
	struct behind_site *s = site;

	return hand_busy(&s->greedy) ? 0 : hand_call(&s->greedy);
}

static int behind_open(void *site)
{
	struct behind_site *s = site;
	int ret = ring_open(&s->ring, 0);

	if (!ret)
		ret = hand_start(&s->greedy, want_many, s);
	return ret ? ret : behind_rearm(s);
}

const struct stressor io_uring_behind = {
	.name = "io-uring-behind",
	.summary = "the same, behind one who waits for many completions",
	URING_SITE,
	.site_size = sizeof(struct behind_site),
	.open = behind_open,
	.rearm = behind_rearm,
};
