// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "measure/timeline.h"

/* Each pair of steps becomes one. */
static void fold_steps(uint64_t *n)
{
	for (int i = 0; i < TIMELINE_STEPS / 2; i++)
		n[i] = n[2 * i] + n[2 * i + 1];
	memset(&n[TIMELINE_STEPS / 2], 0, TIMELINE_STEPS / 2 * sizeof(*n));
}

void timeline_add(struct timeline *t, uint64_t at_ns, uint64_t taken,
		  uint64_t signals)
{
	int step;

	if (!t->step_ns)
		t->step_ns = TIMELINE_FIRST_NS;
	for (; at_ns / t->step_ns >= TIMELINE_STEPS; t->step_ns *= 2) {
		fold_steps(t->taken);
		fold_steps(t->signals);
		t->steps = (t->steps + 1) / 2;
	}
	step = (int)(at_ns / t->step_ns);
	t->steps = step < t->steps ? t->steps : step + 1;
	t->taken[step] += taken;
	t->signals[step] += signals;
}

void timeline_lose(struct timeline *t, uint64_t at_ns)
{
	if (t->losses < TIMELINE_LOSSES)
		t->lost_ns[t->losses++] = at_ns;
}
