// SPDX-License-Identifier: GPL-2.0
/*
 * As the stressor io-uring, but in front of all who want one completion sleeps
 * a hand that wants more of them than there are.  io_wake_function() must not
 * stop at it: a waiter further down may be content with less (io_uring/wait.c).
 * As completions are counted from its call on, it returns after so many rounds,
 * and is sent back between two of them.
 */
#include "stressor.h"
#include "stressors/lib/hand.h"
#include "stressors/lib/ring.h"
#include "util.h"

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

static void behind_close(void *site)
{
	struct behind_site *s = site;

	ring_close(&s->ring);
}

static int behind_wait_for(void *site, uint64_t ns)
{
	const struct behind_site *s = site;
	int ret = ring_sleep(&s->ring, 1, ns);

	if (ret < 0)
		return ret == -ETIME ? -ETIMEDOUT : ret;
	return ring_take(&s->ring, NULL);
}

static int behind_wait(void *site)
{
	return behind_wait_for(site, 0);
}

static int behind_post(void *site)
{
	const struct io_uring_sqe nop = { .opcode = IORING_OP_NOP };
	struct behind_site *s = site;

	return ring_submit(&s->ring, &nop);
}

static int behind_ready(void *site)
{
	const struct behind_site *s = site;

	return ring_ready(&s->ring);
}

const struct stressor io_uring_behind = {
	.name = "io-uring-behind",
	.summary = "the same, behind one who waits for many completions",
	.queue = "ctx->cq_wait",
	.waits_in = URING_WAITS_IN,
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "io_cqring_wake",
	.kconfig = "IO_URING",
	.wakes = ALL,
	.max_posts = RING_ENTRIES,
	.needs = URING_NEEDS,
	.site_size = sizeof(struct behind_site),
	.open = behind_open,
	.close = behind_close,
	.wait = behind_wait,
	.wait_for = behind_wait_for,
	.post = behind_post,
	.ready = behind_ready,
	.rearm = behind_rearm,
};
