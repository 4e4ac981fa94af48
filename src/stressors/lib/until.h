/* SPDX-License-Identifier: GPL-2.0 */
/* Time limits, as system calls want them. */
#ifndef UNTIL_H
#define UNTIL_H

#include <stdint.h>
#include <time.h>

#include "util.h"

/* ns nanoseconds. */
static inline struct timespec span(uint64_t ns)
{
	return (struct timespec){ (time_t)(ns / SEC_NS), (long)(ns % SEC_NS) };
}

/* ns nanoseconds from now, by that clock. */
static inline struct timespec until(clockid_t clock, uint64_t ns)
{
	struct timespec now;

	clock_gettime(clock, &now);
	ns += (uint64_t)now.tv_nsec;
	now.tv_sec += (time_t)(ns / SEC_NS);
	now.tv_nsec = (long)(ns % SEC_NS);
	return now;
}

#endif
