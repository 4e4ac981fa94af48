// SPDX-License-Identifier: GPL-2.0
/*
 * Data of an OrangeFS file goes through slots in memory of the client in user
 * space.  While all are taken, readers sleep in wait_for_free()
 * (fs/orangefs/orangefs-bufmap.c), exclusively and interruptibly, for at most
 * 15 minutes; put() frees a slot and wakes one.  That one takes the slot if
 * there still is one, puts it when its read is done, and so wakes the next: one
 * post lets all through.  The signal is looked at first, but who leaves after
 * it was woken wakes the next (__wake_up_locked_key()): nothing is lost.
 *
 * The client is ours, with one slot.  It is taken by a read that was called off
 * while the client had it: it is free when the client says that it knows, and
 * that write() wakes the reader.
 *
 * Act close: the client dies, and a new one comes with new slots.  install()
 * wakes all.  Were there no new one, each would give up after 30 s: no wakeup
 * is meant to end that.
 */
#include <unistd.h>

#include "stressor.h"
#include "stressors/lib/orangefs-client.h"
#include "util.h"

static int slot_wait(void *site)
{
	const struct orangefs_client *c = site;
	char block[ORANGEFS_SLOT];

	return full(pread(c->file, block, sizeof(block), 0), sizeof(block));
}

static int slot_post(void *site)
{
	struct orangefs_client *c = site;

	return orangefs_client_let_go(c);
}

static int slot_rearm(void *site)
{
	struct orangefs_client *c = site;

	return c->holds ? 0 : orangefs_client_hold(c);
}

static int slot_open(void *site)
{
	struct orangefs_client *c = site;
	int ret;

	c->slots = 1;
	ret = orangefs_client_open(c);
	return ret ? ret : slot_rearm(c);
}

static void slot_close(void *site)
{
	orangefs_client_close(site);
}

static int slot_ready(void *site)
{
	const struct orangefs_client *c = site;

	return !c->holds && !fd_ready(c->dev, POLLIN); /* ours to answer */
}

static void slot_shed(void *site)
{
	struct orangefs_client *c = site;

	close(c->dev);
}

static int slot_hang_up(void *site)
{
	return orangefs_client_restart(site);
}

const struct stressor orangefs_slot = {
	.name = "orangefs-slot",
	.summary = "read() of an OrangeFS file while all slots are taken",
	.queue = "rw_map.q",
	.waits_in = "wait_for_free get orangefs_bufmap_get",
	.primitive = "__add_wait_queue_entry_tail_exclusive",
	.woken_by = "put install",
	.kconfig = "ORANGEFS_FS IO_URING",
	.satisfies = ALL,
	.max_posts = 1,
	.needs = ORANGEFS_NEEDS,
	.site_size = sizeof(struct orangefs_client),
	.open = slot_open,
	.close = slot_close,
	.shed = slot_shed,
	.wait = slot_wait,
	.post = slot_post,
	.ready = slot_ready,
	.rearm = slot_rearm,
	.hang_up = slot_hang_up,
};
