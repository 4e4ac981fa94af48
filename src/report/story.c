// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "report/files.h"
#include "replay.h"

char *line_story(const struct line *line)
{
	const struct result *r = line->r;
	char command[REPLAY_LEN], *text = NULL;
	const char *problem = replay_problem(r);
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fprintf(f, "%s: ", verdict_names[r->verdict]);
	put_plain(f, *r->why ? r->why : "no reason given", -1);
	putc('\n', f);
	for (int i = 0; i < r->evidences; i++)
		evidence_text(f, r, &r->evidence[i]);
	if (problem)
		fprintf(f, "again: no command, for %s\n", problem);
	else
		fprintf(f, "again: %s\n", replay_command(r, command));
	if (!fclose(f))
		return text;
	free(text);
	return NULL;
}
