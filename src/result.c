// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "result.h"

#define PART 512 /* bytes */

void result_copy(struct result *to, const struct result *from)
{
	static const char zero[PART];

	for (size_t at = 0, n; at < sizeof(*to); at += n) {
		const char *source = from ? (const char *)from + at : zero;
		char *part = (char *)to + at;

		n = sizeof(*to) - at < PART ? sizeof(*to) - at : PART;
		if (memcmp(part, source, n))
			memcpy(part, source, n);
	}
}

void result_clear(struct result *r)
{
	result_copy(r, NULL);
}
