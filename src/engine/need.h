/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NEED_H
#define NEED_H

#include "result.h"

/*
 * Can this machine run s?  True; or false with the reason, and what to do about
 * it, in why.
 */
bool need_met(const struct stressor *s, char why[WORDS_MAX]);

/* Is this kernel one that we booted, on a machine that ends with it? */
bool in_our_guest(void);

#endif
