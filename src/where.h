/* SPDX-License-Identifier: GPL-2.0 */
#ifndef WHERE_H
#define WHERE_H

#include "result.h"

/* This machine, as it runs now: tier "native" until somebody knows better. */
void where_am_i(struct where *w);

#endif
