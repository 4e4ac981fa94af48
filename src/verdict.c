// SPDX-License-Identifier: GPL-2.0
/* The words of verdicts and modes, and what a verdict means to a script. */
#include "result.h"
#include "say.h"

const char *const verdict_names[VERDICTS] = {
	[PASS] = "pass",     [LOST_WAKEUP] = "lost-wakeup",
	[HANG] = "hang",     [SUSPECT] = "suspect",
	[HERD] = "herd",     [SKIP] = "skip",
	[BROKEN] = "broken",
};

const char *const mode_names[MODES] = {
	[MODE_DUEL] = "duel",
	[MODE_STORM] = "storm",
};

int verdict_status(enum verdict v)
{
	static const int status[VERDICTS] = {
		[PASS] = STATUS_PASS,	  [LOST_WAKEUP] = STATUS_FOUND,
		[HANG] = STATUS_FOUND,	  [SUSPECT] = STATUS_UNKNOWN,
		[HERD] = STATUS_FOUND,	  [SKIP] = STATUS_SKIPPED,
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
