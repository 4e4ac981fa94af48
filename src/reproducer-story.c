// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <string.h>

#include "reproducer.h"
#include "util.h"

#define COLUMNS 80

/* Text as lines of a comment. */
static void wrap(FILE *f, const char *text)
{
	int column = fprintf(f, " *");

	for (size_t len; *text; text += len + (text[len] == ' ')) {
		len = strcspn(text, " ");
		if (column + 1 + (int)len > COLUMNS)
			column = fprintf(f, "\n *") - 1;
		column += fprintf(f, " %.*s", (int)len, text);
	}
	fputc('\n', f);
}

/* A record is hostile: nothing in it may end a comment. */
static void copy_tame(char *to, const char *from, size_t size)
{
	size_t i = 0;

	for (; from[i] && i + 1 < size; i++)
		to[i] = isalnum((unsigned char)from[i]) ||
					strchr("._+-~", from[i])
				? from[i]
				: '?';
	to[i] = '\0';
}

static int first_word(const char *list)
{
	return (int)strcspn(list, " ");
}

static void tell_site(FILE *f, const struct stressor *s, int waiters,
		      const char *place)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "%s: %d process%s in %.*s() on %s; %.*s() wakes %s.",
		 s->summary, waiters, waiters > 1 ? "es sleep" : " sleeps",
		 first_word(place), place, s->queue, first_word(s->woken_by),
		 s->woken_by, s->wakes == ALL ? "all" : "one");
	wrap(f, text);
}

void reproducer_story(FILE *f, const struct stressor *s,
		      const struct script *script, const struct result *r)
{
	char release[NAME_LEN], place[NAME_LEN], steps[SCRIPT_TEXT];
	char text[512];

	copy_tame(release, r->where.release, sizeof(release));
	copy_tame(place, r->sleeps_in, sizeof(place));
	tell_site(f, s, script->waiters, *place ? place : s->waits_in);
	snprintf(text, sizeof(text), "%s.  Found on Linux %s: %s.",
		 script_print(script, steps), *release ? release : "?",
		 verdict_names[r->verdict]);
	wrap(f, text);
	wrap(f, "Exit status 1: a wakeup is lost; 0: none; 2: not tried.");
}
