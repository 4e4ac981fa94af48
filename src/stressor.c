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

bool word_in(const char *list, const char *word, size_t len)
{
	for (const char *p = list; *p; p += strspn(p, " ")) {
		size_t size = strcspn(p, " ");

		if (size == len && !strncmp(p, word, len))
			return true;
		p += size;
	}
	return false;
}
