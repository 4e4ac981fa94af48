/* SPDX-License-Identifier: GPL-2.0 */
/* For system calls that want the time at which to give up, not how long. */
#ifndef UNTIL_H
#define UNTIL_H

#include <stdint.h>
#include <time.h>

/* ns nanoseconds from now, by that clock. */
static inline struct timespec until(clockid_t clock, uint64_t ns)
{
	struct timespec t;

	clock_gettime(clock, &t);
	ns += (uint64_t)t.tv_nsec;
	t.tv_sec += (time_t)(ns / 1000000000u);
	t.tv_nsec = (long)(ns % 1000000000u);
	return t;
}

#endif
