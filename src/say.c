// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>

#include "say.h"

static void line(const char *fmt, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, args);
	fprintf(stderr, "wakestorm: %s\n", text);
}

int complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line(fmt, args);
	va_end(args);
	return STATUS_BROKEN;
}

void note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	line(fmt, args);
	va_end(args);
}
