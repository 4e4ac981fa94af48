// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <string.h>

#include "guest/append.h"
#include "result.h"

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '\'')
			return false;
	return true;
}

static const char *word_problem(const char *word, size_t len)
{
	if (*word == '=')
		return "a value without a name";
	if (len == 2 && !memcmp(word, "--", 2))
		return "-- would end the kernel's arguments";
	return NULL;
}

const char *append_problem(const char *text)
{
	const char *problem = NULL;
	size_t quotes = 0, len;

	if (strlen(text) >= APPEND_LEN)
		return "more than 191 bytes";
	if (!is_plain(text))
		return "must be printable ASCII without '";
	if (!text[strspn(text, " ")])
		return "no argument in it";
	for (const char *c = text; *c; c++)
		quotes += *c == '"';
	if (quotes % 2)
		return "a \" without its twin";
	for (; !problem && *text; text += len) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		problem = word_problem(text, len);
	}
	return problem;
}

/* What stands in quotes may be cut here: the kernel joins its words again. */
void append_words(struct command *c, const char *text)
{
	for (size_t len; *(text += strspn(text, " ")); text += len) {
		len = strcspn(text, " ");
		command_addf(c, "%.*s", (int)len, text);
	}
}
