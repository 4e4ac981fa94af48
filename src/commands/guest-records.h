/* SPDX-License-Identifier: GPL-2.0 */
/* One guest, and its records in memory. */
#ifndef GUEST_RECORDS_H
#define GUEST_RECORDS_H

#include "guest/qemu.h"
#include "result.h"

/*
 * Run the guest.  take() gets each whole record, r as scratch; what came is
 * appended to json (NULL: nowhere), whose name is path.  0, or -errno after a
 * complaint.
 */
int guest_records(const struct guest_plan *plan, FILE *json, const char *path,
		  struct result *r,
		  void (*take)(void *context, const struct result *r),
		  void *context, struct guest_outcome *outcome);

#endif
