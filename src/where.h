/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WHERE_H
#define WHERE_H

#include "result.h"

/* This machine, as it runs now: tier "native" until somebody knows better. */
void where_am_i(struct where *w);

/* What whoever started this machine says of it; NULL: nothing. */
struct told {
	const char *tier, *accel, *kernel, *kernel_id;
};

void where_told(struct where *w, const struct told *told);

#endif
