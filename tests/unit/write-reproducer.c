// SPDX-License-Identifier: GPL-2.0
/*
 * Not a suite but what tests/reproducer.sh asks for programs:
 * write-reproducer STRESSOR SCRIPT > FILE.
 */
#include <string.h>

#include "reproducer.h"
#include "say.h"
#include "where.h"

int main(int argc, char **argv)
{
	const struct stressor *s = argc == 3 ? stressor_find(argv[1]) : NULL;
	struct result r = { .verdict = LOST_WAKEUP };
	struct script script;
	char why[WORDS_MAX] = "write-reproducer STRESSOR SCRIPT";
	int ret;

	if (!s || script_parse(argv[2], &script, why, sizeof(why)))
		return complain("%s", why);
	where_am_i(&r.where);
	ret = reproducer_write(stdout, s, &script, &r);
	return ret ? complain("%s: %s", argv[1], strerror(-ret)) : STATUS_PASS;
}
