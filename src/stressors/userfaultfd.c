// SPDX-License-Identifier: GPL-2.0
/*
 * read() of a userfaultfd sleeps in userfaultfd_ctx_read() on ctx->fd_wqh
 * (fs/userfaultfd.c, in mm/ in 7.x), interruptibly and not exclusively:
 * handle_userfault() wakes all readers for each fault, one takes the message.
 * Once awake, they look for a fault before they look at signals.
 *
 * The faults are those of a few hands, each in a page of its own, for who
 * faults sleeps until the page is there.  The reader provides it.  There is no
 * probe: poll() has nothing but EPOLLERR to say of an fd whose reads may sleep.
 */
#include <linux/userfaultfd.h>

#include "stressor.h"
#include "stressors/lib/fault-hands.h"
#include "util.h"

/* Help a hand whose reader was killed between the read and the page. */
static int fault_rearm(void *site)
{
	struct fault_hands *s = site;
	int ret = 0;

	for (int i = 0; i < FAULT_HANDS && !ret; i++)
		if (hand_busy(&s->hand[i]))
			ret = user_faults_help(s->fd, (uintptr_t)s->pages +
							      i * FAULT_PAGE);
	return ret;
}

static int fault_wait(void *site)
{
	struct fault_hands *s = site;
	struct uffd_msg msg;
	int ret = full(read(s->fd, &msg, sizeof(msg)), sizeof(msg));

	return ret ? ret : user_faults_help(s->fd, msg.arg.pagefault.address);
}

static int fault_post(void *site)
{
	struct fault_hands *s = site;

	return hand_call_any(s->hand, FAULT_HANDS);
}

const struct stressor userfaultfd = {
	.name = "userfaultfd",
	.summary = "read() of a userfaultfd without a fault",
	.queue = "ctx->fd_wqh",
	.waits_in = "userfaultfd_ctx_read userfaultfd_read "
		    "userfaultfd_read_iter",
	.primitive = "__add_wait_queue",
	.woken_by = "handle_userfault",
	.kconfig = "USERFAULTFD ADVISE_SYSCALLS",
	.wakes = ALL,
	.one_poster = true,
	.max_posts = FAULT_HANDS,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "userfaultfd()",
			 .call = user_faults_allowed }),
	.site_size = sizeof(struct fault_hands),
	.open = fault_hands_open,
	.close = fault_hands_close,
	.wait = fault_wait,
	.post = fault_post,
	.rearm = fault_rearm,
};
