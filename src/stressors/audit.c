// SPDX-License-Identifier: GPL-2.0
/*
 * While the backlog of the audit subsystem is over its limit, who has something
 * to log sleeps exclusively and uninterruptibly on audit_backlog_wait, up to a
 * time of the administrator's (kernel/audit.c): in audit_log_start(), before
 * the record is made, and who sent a message in audit_receive(), after it.
 * Threads of the audit daemon never do: waiters must be processes.
 *
 * kauditd wakes one sleeper each time that it has worked off the backlog, and
 * does not go round again before there is a record.  A sleeper in
 * audit_log_start() logs one then, so that the next one is woken in turn.
 *
 * Live bugs: one in audit_receive() has logged already, and leaves all others
 * asleep beside an empty backlog.  A larger limit wakes nobody.  And nobody
 * looks at the backlog again once on the queue: kauditd may have been through.
 */
#include <stdatomic.h>

#include "stressor.h"
#include "stressors/lib/auditd.h"
#include "util.h"

#define ROOM 1024 /* a limit that nobody reaches */

struct audit_site {
	struct auditd a;
	atomic_uint inside; /* waiters, at most */
};

static int audit_open(void *site)
{
	struct audit_site *s = site;

	return auditd_open(&s->a);
}

static void audit_close(void *site)
{
	struct audit_site *s = site;

	auditd_close(&s->a, atomic_load(&s->inside));
}

static void audit_shed(void *site)
{
	struct audit_site *s = site;

	close(s->a.daemon);
}

static int audit_wait(void *site)
{
	struct audit_site *s = site;
	int ret;

	atomic_fetch_add(&s->inside, 1);
	ret = auditd_log(&s->a);
	atomic_fetch_sub(&s->inside, 1);
	return ret;
}

static int audit_wait_after(void *site)
{
	struct audit_site *s = site;
	int ret;

	atomic_fetch_add(&s->inside, 1);
	ret = auditd_say(&s->a, "x", sizeof("x"));
	atomic_fetch_sub(&s->inside, 1);
	return ret;
}

static int audit_post(void *site)
{
	struct audit_site *s = site;

	return auditd_read(&s->a);
}

static int audit_rearm(void *site)
{
	struct audit_site *s = site;

	return auditd_fill(&s->a);
}

static int audit_resize(void *site)
{
	struct audit_site *s = site;
	int ret = auditd_limit(&s->a, ROOM);

	return ret ? ret : 1;
}

static int audit_hang_up(void *site)
{
	struct audit_site *s = site;

	auditd_die(&s->a);
	return 0;
}

#define AUDIT                                                                  \
	.queue = "audit_backlog_wait",                                         \
	.primitive = "add_wait_queue_exclusive", .woken_by = "kauditd_thread", \
	.kconfig = "NET AUDIT", .satisfies = ALL, .stop = STOP_NOTHING,        \
	.deferred = true, .needs = NEEDS({ .kind = NEED_GUEST }),              \
	.site_size = sizeof(struct audit_site), .open = audit_open,            \
	.close = audit_close, .shed = audit_shed, .post = audit_post,          \
	.rearm = audit_rearm, .resize = audit_resize, .hang_up = audit_hang_up

const struct stressor audit_log = {
	.name = "audit-log",
	.summary = "a record for a full audit backlog",
	.waits_in = "audit_log_start",
	.wait = audit_wait,
	AUDIT,
};

const struct stressor audit_message = {
	.name = "audit-message",
	.summary = "a message to a full audit backlog",
	.waits_in = "audit_receive",
	.wait = audit_wait_after,
	AUDIT,
};
