/* SPDX-License-Identifier: GPL-2.0 */
/* How fast the time stamp counter of this machine counts. */
#ifndef TSC_H
#define TSC_H

/*
 * In kHz, measured against the kernel's clock for 20 ms; good to 1 part in
 * 10,000 also on a busy machine.  0 where there is none.
 */
unsigned long tsc_khz(void);

#endif
