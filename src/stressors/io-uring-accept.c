// SPDX-License-Identifier: GPL-2.0
/*
 * IORING_OP_ACCEPT leaves an exclusive entry on the queue of a listener without
 * a connection (io_uring/poll.c).  Its function, io_poll_wake(), gives the
 * owner of the request some work to do, which is to accept, and so wakes it
 * where it waits for completions, in io_cqring_wait().  The work comes before
 * signals.
 *
 * Live bug: io_poll_wake() takes the wakeup for the request, come what may.  A
 * request that is cancelled after that, before its owner has done the work,
 * ends with -ECANCELED in io_poll_check_events(), and nobody passes the wakeup
 * on: the others sleep beside the connection.  A storm meets this window
 * rarely.
 *
 * Each waiter has a ring of its own.
 */
#include "stressor.h"
#include "stressors/lib/ring.h"
#include "stressors/lib/sock.h"
#include "util.h"

static int accept_open(void *site)
{
	return sock_listen(site, AF_UNIX, 0, SOCK_BACKLOG);
}

static int accept_wait_for(void *site, uint64_t ns)
{
	const struct sock_site *s = site;
	const struct io_uring_sqe accept = { .opcode = IORING_OP_ACCEPT,
					     .fd = s->rx,
					     .user_data = 1 };
	struct ring *r = ring_own(0);

	return r ? ring_await(r, &accept, ns) : -ENOMEM;
}

static int accept_wait(void *site)
{
	return accept_wait_for(site, 0);
}

const struct stressor io_uring_accept = {
	.name = "io-uring-accept",
	.summary = "accept() of one listener by many io_urings",
	.queue = "sk_sleep(listener)",
	.waits_in = URING_WAITS_IN,
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "sock_def_readable io_poll_wake",
	.kconfig = "IO_URING UNIX",
	.needs = URING_NEEDS,
	.two_steps = true,
	.site_size = sizeof(struct sock_site),
	.open = accept_open,
	.close = sock_close,
	.wait = accept_wait,
	.wait_for = accept_wait_for,
	.release = sock_release,
	.post = sock_post_call,
	.ready = sock_has_input,
	.hang_up = sock_shutdown,
};
