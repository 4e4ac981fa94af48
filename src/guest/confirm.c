// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest/confirm.h"
#include "replay.h"
#include "say.h"
#include "where.h"

#define WORDS 48

/* Words of a line that replay_run() made: blanks between them, or quotes. */
static int split(char *line, char *word[WORDS])
{
	int n = 0;

	while (*line && n < WORDS - 3) {
		char end = *line == '\'' ? '\'' : ' ';

		line += end == '\'';
		word[n++] = line;
		line += strcspn(line, end == '\'' ? "'" : " ");
		while (*line == '\'' || *line == ' ')
			*line++ = '\0';
	}
	return n;
}

/* One boot.  What is wrong with it goes to trouble.  0 or -errno. */
static int play(const struct guest_plan *found, const struct result *r,
		FILE *out, char trouble[WORDS_MAX])
{
	struct guest_plan plan = *found;
	struct guest_outcome o;
	char line[REPLAY_LEN], *word[WORDS];
	const char *problem = found->kernel->machine == THIS_HOST
				      ? "the host has no virtual time"
				      : replay_problem(r);
	int err;

	snprintf(trouble, WORDS_MAX, "%s", problem ? problem : "");
	if (problem)
		return 0;
	replay_run(r, line);
	plan.tier = "qemu-icount";
	plan.argv = word;
	plan.argc = split(line, word);
	word[plan.argc++] = "--json";
	word[plan.argc++] = "-";
	plan.console = NULL;
	err = guest_run(&plan, out, &o);
	if (o.trouble[0] || (!err && !o.records))
		snprintf(trouble, WORDS_MAX, "%s",
			 o.trouble[0] ? o.trouble : "no record came");
	else if (err && err != -EINTR)
		snprintf(trouble, WORDS_MAX, "no guest in virtual time: %s",
			 strerror(-err));
	return err == -EINTR || ferror(out) ? (err ? err : -EIO) : 0;
}

int confirm_suspects(const struct guest_plan *plan, const struct results *found,
		     FILE *out,
		     void (*done)(void *arg, const struct result *suspect,
				  const char *trouble),
		     void *arg)
{
	char trouble[WORDS_MAX];
	int n = 0, err = 0;

	if (tier_is_virtual(plan->tier))
		return 0;
	for (int i = 0; !err && i < found->n; i++) {
		const struct result *r = &found->r[i];

		if (r->verdict != SUSPECT)
			continue;
		snprintf(trouble, sizeof(trouble),
			 "%d others of this guest are", CONFIRM_MAX);
		if (n++ < CONFIRM_MAX)
			err = play(plan, r, out, trouble);
		if (!err)
			done(arg, r, trouble);
	}
	return err;
}

void confirm_hint(struct result *r)
{
	char line[REPLAY_LEN];

	if (r->verdict != SUSPECT || tier_is_virtual(r->where.tier) ||
	    replay_problem(r))
		return;
	snprintf(r->where.tier, sizeof(r->where.tier), "qemu-icount");
	note("virtual time tells whether it hangs:\n  %s",
	     replay_command(r, line));
}
