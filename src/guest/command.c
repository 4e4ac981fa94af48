// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "guest/command.h"

void command_add(struct command *c, const char *word)
{
	if (c->n < COMMAND_WORDS)
		c->argv[c->n] = (char *)word;
	c->n++;
}

void command_addf(struct command *c, const char *fmt, ...)
{
	size_t left = sizeof(c->text) - c->used;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(c->text + c->used, left, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= left) {
		c->n = COMMAND_WORDS + 1; /* remembered as too long */
		return;
	}
	command_add(c, c->text + c->used);
	c->used += n + 1;
}

int command_check(const struct command *c)
{
	return c->n > COMMAND_WORDS ? -E2BIG : 0;
}
