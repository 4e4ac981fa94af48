/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WHERE_H
#define WHERE_H

#include "result.h"

/* This machine, as it runs now: tier "native" until somebody knows better. */
void where_am_i(struct where *w);

/* What whoever started this machine says of it; NULL: nothing. */
void where_told(struct where *w, const char *tier, const char *accel,
		const char *kernel, const char *kernel_id);

#endif
