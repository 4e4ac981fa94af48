// SPDX-License-Identifier: GPL-2.0
/*
 * msgsnd() to a full System V message queue sleeps interruptibly in
 * do_msgsnd(), in an entry of its own on msq->q_senders (ipc/msg.c).  Whoever
 * makes room, by msgrcv() or by a larger limit, wakes every sender whose
 * message would fit alone (ss_wakeup()): a herd.  A sender looks at signals
 * before it looks for room; that loses nothing, because none that could go on
 * was passed over.
 */
#include "stressor.h"
#include "stressors/lib/msg-queue.h"
#include "util.h"

#define SLOTS 8
#define MORE  2 /* that a resize brings */

/* The limit as it was, and no room below it. */
static int send_rearm(void *site)
{
	int ret = msg_queue_limit(site, SLOTS), room = 0;

	if (!ret)
		ret = msg_queue_count(site, &room);
	for (; ret >= 0 && room < 0; room++)
		ret = msg_queue_receive(site, IPC_NOWAIT);
	for (; ret >= 0 && room > 0; room--)
		ret = msg_queue_send(site, IPC_NOWAIT);
	return ret < 0 ? ret : 0;
}

static int send_open(void *site)
{
	int ret = msg_queue_open(site);

	return ret ? ret : send_rearm(site);
}

static int send_wait(void *site)
{
	return msg_queue_send(site, 0);
}

static int send_post(void *site)
{
	return msg_queue_receive(site, IPC_NOWAIT);
}

static int send_ready(void *site)
{
	int room, n = msg_queue_count(site, &room);

	return n < 0 ? n : room > 0;
}

static int send_resize(void *site)
{
	int ret = msg_queue_limit(site, SLOTS + MORE);

	return ret ? ret : MORE;
}

const struct stressor sysv_msgsnd = {
	.name = "sysv-msgsnd",
	.summary = "msgsnd() to a full System V message queue",
	.queue = "msq->q_senders",
	.waits_in = "do_msgsnd ksys_msgsnd",
	.primitive = "schedule",
	.woken_by = "ss_wakeup",
	.kconfig = "SYSVIPC IPC_NS",
	.wakes = ALL,
	.max_posts = SLOTS,
	.needs = NEEDS({ .kind = NEED_ROOT }),
	.site_size = sizeof(int),
	.open = send_open,
	.close = msg_queue_close,
	.wait = send_wait,
	.post = send_post,
	.ready = send_ready,
	.rearm = send_rearm,
	.resize = send_resize,
	.hang_up = msg_queue_remove,
};
