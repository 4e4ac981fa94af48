// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <string.h>

#include "wrap.h"

void put_wrapped(FILE *f, const char *text, int at, int indent)
{
	bool first = true;

	for (size_t len; *text; text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		if (!first && at + 1 + (int)len > COLUMNS)
			at = fprintf(f, "\n%*s", indent, "") - 1;
		else if (!first)
			at += fprintf(f, " ");
		at += fprintf(f, "%.*s", (int)len, text);
		first = false;
	}
	fputc('\n', f);
}
