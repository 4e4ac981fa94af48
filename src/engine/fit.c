// SPDX-License-Identifier: GPL-2.0
/* Why an act or a step can't be played with a stressor: NULL, or the reason. */
#include <sched.h>

#include "engine/act.h"

const char *needs_signal(const struct plan *p)
{
	return p->stressor->stop == STOP_SIGNAL ? NULL
						: "no signal ends this sleep";
}

const char *needs_process(const struct plan *p)
{
	return p->threads ? "waiters must be processes" : needs_signal(p);
}

const char *needs_mortal(const struct plan *p)
{
	if (p->stressor->stop == STOP_NOTHING)
		return "nothing ends this sleep";
	return p->threads ? "waiters must be processes" : NULL;
}

const char *needs_mortal_or_signal(const struct plan *p)
{
	return p->stressor->stop == STOP_SIGNAL ? NULL : needs_mortal(p);
}

const char *needs_wait_for(const struct plan *p)
{
	if (!p->stressor->wait_for)
		return "this wait has no time limit";
	return p->threads ? needs_signal(p) : NULL;
}

const char *needs_one_to_an_event(const struct plan *p)
{
	return p->stressor->satisfies == ALL ? "one event lets all through"
					     : NULL;
}

const char *needs_count(const struct plan *p)
{
	const char *why = needs_one_to_an_event(p);

	if (why)
		return why;
	return p->waiters < 3 ? "needs 3 waiters" : NULL;
}

const char *needs_hang_up(const struct plan *p)
{
	return p->stressor->hang_up ? NULL : "there is no other end to go away";
}

const char *needs_resize(const struct plan *p)
{
	if (!p->stressor->resize)
		return "there is no limit to change";
	return p->threads ? needs_signal(p) : NULL;
}

const char *needs_another_call(const struct plan *p)
{
	return p->stressor->otherwise ? NULL
				      : "needs another call that brings events";
}

/* Asked before a run begins: its tasks are bound to one CPU each. */
const char *needs_two_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) || CPU_COUNT(&set) < 2)
		return "needs a second CPU";
	return NULL;
}
