// SPDX-License-Identifier: GPL-2.0
/* The words of verdicts, modes and acts, and what a verdict means to a script.
 */
#include "result.h"
#include "say.h"

const char *const verdict_names[VERDICTS] = {
	[PASS] = "pass",       [LOST_WAKEUP] = "lost-wakeup",
	[NARROW] = "narrow",   [HANG] = "hang",
	[SUSPECT] = "suspect", [HERD] = "herd",
	[ASTRAY] = "astray",   [SKIP] = "skip",
	[BROKEN] = "broken",
};

const char *const mode_names[MODES] = {
	[MODE_DUEL] = "duel",
	[MODE_STORM] = "storm",
	[MODE_WORKLOAD] = "workload",
};

const char *const placement_names[PLACEMENTS] = {
	[PLACEMENT_FREE] = "free",
	[PLACEMENT_SAME] = "same",
	[PLACEMENT_CROSS] = "cross",
};

const char *const loop_names[LOOPS] = {
	[LOOP_CLOSED] = "closed",
	[LOOP_OPEN] = "open",
};

const char *const act_names[ACTS] = {
	[ACT_DUEL] = "duel",
	[ACT_PING] = "ping",
	[ACT_SIGNAL_FIRST] = "signal-first",
	[ACT_KILL] = "kill",
	[ACT_TIMEOUT] = "timeout",
	[ACT_STOP] = "stop",
	[ACT_BURST] = "burst",
	[ACT_CLOSE] = "close",
	[ACT_RESIZE] = "resize",
	[ACT_PTRACE] = "ptrace",
	[ACT_FREEZE] = "freeze",
	[ACT_TASK_WORK] = "task-work",
	[ACT_MOVE] = "move",
	[ACT_RACE] = "race",
	[ACT_STRETCH] = "stretch",
	[ACT_OTHERWISE] = "otherwise",
	[ACT_SCRIPT] = "script",
	[ACT_EXPLORE] = "explore",
	[ACT_STORM] = "storm",
	[ACT_WORKLOAD] = "workload",
};

bool verdict_is_loss(enum verdict v)
{
	return v == LOST_WAKEUP || v == NARROW;
}

int verdict_status(enum verdict v)
{
	static const int status[VERDICTS] = {
		[PASS] = STATUS_PASS,	    [LOST_WAKEUP] = STATUS_FOUND,
		[NARROW] = STATUS_FOUND,    [HANG] = STATUS_FOUND,
		[SUSPECT] = STATUS_UNKNOWN, [HERD] = STATUS_FOUND,
		[ASTRAY] = STATUS_FOUND,    [SKIP] = STATUS_SKIPPED,
		[BROKEN] = STATUS_BROKEN,
	};

	return status[v];
}

int worse_status(int a, int b)
{
	static const int order[] = { STATUS_SKIPPED, STATUS_PASS,
				     STATUS_UNKNOWN, STATUS_BROKEN,
				     STATUS_FOUND };
	int worse = STATUS_SKIPPED;

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (a == order[i] || b == order[i])
			worse = order[i];
	return worse;
}
