// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <string.h>

#include "reproducer.h"
#include "util.h"

#define COLUMNS 80

static const char *const legend[STEP_KINDS] = {
	[STEP_POST] = "an event",
	[STEP_SIGNAL] = "SIGUSR1, with a handler without SA_RESTART",
	[STEP_RESTART] = "SIGUSR2, with a handler and SA_RESTART",
	[STEP_KILL] = "SIGKILL",
	[STEP_STOP] = "SIGSTOP",
	[STEP_CONTINUE] = "SIGCONT",
	[STEP_CALL] = "one that is back waits again",
	[STEP_RUN_ONE] = "this one runs until it sleeps or is back",
	[STEP_RUN] = "all run until they sleep or are back",
	[STEP_QUIET] = "the same, kernel threads, too",
	[STEP_RESIZE] = "a limit grows",
	[STEP_HANG_UP] = "the other end goes away: all must come back",
};

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
		 "%s: %d process%s in %.*s() on %s (%s); %.*s() wakes %s.",
		 s->summary, waiters, waiters > 1 ? "es sleep" : " sleeps",
		 first_word(place), place, s->queue, s->primitive,
		 first_word(s->woken_by), s->woken_by,
		 s->wakes == ALL ? "all" : "one");
	wrap(f, text);
}

static void tell_script(FILE *f, const struct script *script)
{
	char text[SCRIPT_TEXT];

	fputs(" *\n", f);
	wrap(f, script_print(script, text));
	for (int kind = 0; kind < STEP_KINDS; kind++)
		if (legend[kind] && script_has(script, kind))
			fprintf(f, " *   %s%-*s %s\n", step_words[kind],
				9 - (int)strlen(step_words[kind]),
				step_names_waiter(kind) ? "N" : "",
				legend[kind]);
}

void reproducer_story(FILE *f, const struct stressor *s,
		      const struct script *script, const struct result *r)
{
	char release[NAME_LEN], place[NAME_LEN];

	copy_tame(release, r->where.release, sizeof(release));
	copy_tame(place, r->sleeps_in, sizeof(place));
	tell_site(f, s, script->waiters, *place ? place : s->waits_in);
	tell_script(f, script);
	fputs(" *\n", f);
	wrap(f, "Nobody runs but where the script says so, if it is root who "
		"plays it.  In the end nobody may sleep beside an event.  Exit "
		"status 1: a wakeup is lost; 0: none; 2: it can't be tried.");
	if (*release)
		fprintf(f, " * Found on Linux %s: %s.\n", release,
			verdict_names[r->verdict]);
}
