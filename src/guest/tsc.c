// SPDX-License-Identifier: GPL-2.0
#include <time.h>

#include "guest/tsc.h"
#include "util.h"

#define MEASURE_MS 20
#define TRIES	   16

struct sample {
	uint64_t ticks, ns;
};

#ifdef __x86_64__
static uint64_t ticks_now(void)
{
	return __builtin_ia32_rdtsc();
}
#else
static uint64_t ticks_now(void)
{
	return 0;
}
#endif

/* Both clocks at one moment: the closest of some tries, for any of them may be
 * torn apart by a preemption. */
static struct sample both_now(void)
{
	uint64_t before, after, best = UINT64_MAX;
	struct sample s = { 0, 0 };
	struct timespec t;
	int i;

	for (i = 0; i < TRIES; i++) {
		before = ticks_now();
		clock_gettime(CLOCK_MONOTONIC_RAW, &t);
		after = ticks_now();
		if (after - before >= best)
			continue;
		best = after - before;
		s.ticks = before + best / 2;
		s.ns = t.tv_sec * SEC_NS + t.tv_nsec;
	}
	return s;
}

unsigned long tsc_khz(void)
{
	struct sample first = both_now(), last;

	poll(NULL, 0, MEASURE_MS);
	last = both_now();
	if (last.ns <= first.ns)
		return 0;
	return (last.ticks - first.ticks) * MSEC_NS / (last.ns - first.ns);
}
