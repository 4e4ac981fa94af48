// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "guest/bisect.h"

/* The one between low and high that is nearest to their middle and not yet
 * given up; -1: none. */
static int next_one(const bool *untold, int low, int high)
{
	int middle = low + (high - low) / 2;

	for (int away = 0; away < high - low; away++) {
		if (middle - away > low && !untold[middle - away])
			return middle - away;
		if (middle + away > low && middle + away < high && !untold[middle + away])
			return middle + away;
	}
	return -1;
}

int bisect(int n, int (*ask)(void *context, int i), void *context,
	   struct border *border)
{
	bool *untold = calloc(n, sizeof(*untold));
	int i, answer = 0;

	*border = (struct border){ 0, n - 1 };
	if (!untold)
		return -ENOMEM;
	while (answer >= 0 && (i = next_one(untold, border->last_same,
					    border->first_changed)) >= 0) {
		answer = ask(context, i);
		if (answer == LIKE_FIRST)
			border->last_same = i;
		else if (answer == LIKE_LAST)
			border->first_changed = i;
		else
			untold[i] = true;
	}
	free(untold);
	return answer < 0 ? answer : 0;
}
