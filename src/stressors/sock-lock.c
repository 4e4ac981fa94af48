// SPDX-License-Identifier: GPL-2.0
/*
 * Whoever wants a socket that another task has locked sleeps exclusively and
 * uninterruptibly in __lock_sock() on the lock's own queue (net/core/sock.c).
 * release_sock() wakes one; that one unlocks in turn and wakes the next. So one
 * post lets all through.  Nothing can end the sleep early: a control.
 */
#include <sys/socket.h>

#include "stressor.h"
#include "stressors/lib/locked-sock.h"
#include "stressors/lib/user-faults.h"
#include "util.h"

static int lock_wait(void *site)
{
	const struct locked_sock *s = site;
	const int on = 1;

	return SYS(
		setsockopt(s->sock, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on)));
}

const struct stressor sock_lock = {
	.name = "sock-lock",
	.summary = "system calls on a socket that a task has locked",
	.queue = "sk->sk_lock.wq",
	.waits_in = "__lock_sock lock_sock_nested",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "release_sock",
	.kconfig = "USERFAULTFD",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "a userfaultfd for faults in the kernel",
			 .call = user_faults_allowed }),
	.site_size = sizeof(struct locked_sock),
	.open = locked_sock_open,
	.close = locked_sock_close,
	.wait = lock_wait,
	.post = locked_sock_release,
	.ready = locked_sock_is_free,
	.rearm = locked_sock_lock,
};
