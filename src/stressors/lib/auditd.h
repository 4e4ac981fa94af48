/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An audit daemon that does not read.  The kernel's kauditd fills the buffer of
 * its socket and is stuck there: for a tenth of a second, then for half a
 * second more, then records go away.  Meanwhile the backlog is over its limit,
 * and who has something to log sleeps.
 */
#ifndef AUDITD_H
#define AUDITD_H

#include <stddef.h>

#include "stressors/lib/kernel-thread.h"

struct auditd {
	int daemon; /* where records come in */
	int logger; /* for everybody to log by */
	struct kernel_thread kauditd;
};

/* The calling process is the audit daemon then, and its threads never sleep in
 * auditd_log().  0 or -errno; auditd_close() in either case. */
int auditd_open(struct auditd *a);

/* Lets go as many sleepers as that, one after the other, and more. */
void auditd_close(struct auditd *a, unsigned sleepers);

/* More records than the daemon's buffer and the backlog have room for. */
int auditd_fill(struct auditd *a);

/* The daemon reads all that there is, and what comes from now on, until kauditd
 * is at rest.  There is one more record than before, so that kauditd goes round
 * in any case. */
int auditd_read(struct auditd *a);

/* The daemon goes away, and kauditd learns of it. */
void auditd_die(struct auditd *a);

/* Set the limit of the backlog. */
int auditd_limit(struct auditd *a, unsigned records);

/* Make the kernel log that somebody joins a multicast group; in the context of
 * the caller, who sleeps first while the backlog is full. */
int auditd_log(struct auditd *a);

/* Log a message; who does that sleeps afterwards. */
int auditd_say(struct auditd *a, const char *text, size_t len);

#endif
