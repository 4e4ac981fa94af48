// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "engine/need.h"
#include "util.h"

static bool one_met(const struct need *n, char why[WORDS_MAX])
{
	if (n->kind == NEED_ROOT && !geteuid())
		return true;
	if (n->kind == NEED_ROOT) {
		snprintf(why, WORDS_MAX, "needs root: %s", n->remedy);
		return false;
	}
	if (!access(n->what, R_OK | W_OK))
		return true;
	snprintf(why, WORDS_MAX, "%s: %s: %s", n->what, strerror(errno),
		 n->remedy);
	return false;
}

bool need_met(const struct stressor *s, char why[WORDS_MAX])
{
	for (const struct need *n = s->needs; n && n->kind != NEED_NONE; n++)
		if (!one_met(n, why))
			return false;
	return true;
}
