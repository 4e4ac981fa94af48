/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "guest/qemu.h"
#include "report.h"

#define CONFIRM_MAX 4 /* of one guest: each costs a boot */

/*
 * What free-running time showed and did not prove, `suspect`, is played again
 * in virtual time, a boot each: the same kernel, stressor, plan and seed. plan:
 * of the guest that found them.  done() gets each record that was suspect, and
 * how its boot ended; records go to out.  0; or -errno of out, or -EINTR.
 */
int confirm_suspects(const struct guest_plan *plan, const struct results *found,
		     FILE *out,
		     void (*done)(void *arg, const struct result *suspect,
				  const char *trouble),
		     void *arg);

/* A note how to ask virtual time about a suspect; r is scratch afterwards. */
void confirm_hint(struct result *r);

#endif
