// SPDX-License-Identifier: GPL-2.0
/*
 * msgrcv() of an empty System V message queue sleeps interruptibly in
 * do_msgrcv(), in an entry of its own on msq->q_receivers (ipc/msg.c).  A
 * sender hands its message to the first receiver that it suits.  Awake, a
 * receiver looks for a message in its entry before it looks at signals; one
 * that dies with a message there has taken it.
 */
#include "stressor.h"
#include "stressors/lib/msg-queue.h"
#include "util.h"

static int receive_wait(void *site)
{
	return msg_queue_receive(site, 0);
}

static int receive_post(void *site)
{
	return msg_queue_send(site, IPC_NOWAIT);
}

static int receive_ready(void *site)
{
	int room, n = msg_queue_count(site, &room);

	return n < 0 ? n : n > 0;
}

const struct stressor sysv_msg = {
	.name = "sysv-msg",
	.summary = "msgrcv() from an empty System V message queue",
	.queue = "msq->q_receivers",
	.waits_in = "do_msgrcv ksys_msgrcv",
	.primitive = "schedule",
	.woken_by = "pipelined_send expunge_all",
	.kconfig = "SYSVIPC IPC_NS",
	.max_posts = MSG_DEFAULT,
	.needs = NEEDS({ .kind = NEED_ROOT }),
	.site_size = sizeof(int),
	.open = msg_queue_open,
	.close = msg_queue_close,
	.wait = receive_wait,
	.post = receive_post,
	.ready = receive_ready,
	.hang_up = msg_queue_remove,
};
