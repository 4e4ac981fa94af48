// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "stressor.h"

const struct stressor *stressor_find(const char *name)
{
	for (const struct stressor *const *s = stressors; *s; s++)
		if (!strcmp((*s)->name, name))
			return *s;
	return NULL;
}
