/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WHERE_H
#define WHERE_H

#include "result.h"

/* This machine, as it runs now: tier "native" until somebody knows better. */
void where_am_i(struct where *w);

/* What whoever started this machine says of it; NULL: nothing. */
struct told {
	const char *tier, *accel, *kernel, *kernel_id, *append;
};

/* Does time pass there as the guest computes, not as the host does? */
bool tier_is_virtual(const char *tier);

/* Look which mutant is on; it becomes part of the kernel's name. */
void where_mutant(struct where *w);

/* Letters of the kernel's name without arguments and without the mutant;
 * "a+debug" has a fragment. */
size_t where_kernel_len(const struct where *w);

/* What told has, and the mutant that is on. */
void where_told(struct where *w, const struct told *told);

#endif
