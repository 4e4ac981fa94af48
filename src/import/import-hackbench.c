// SPDX-License-Identifier: GPL-2.0
/*
 * hackbench says how many tasks pass how many messages, and in the end the
 * time:
 *
 *   Running in process mode with 10 groups using 40 file descriptors each (==
 * ... Each sender will pass 100 messages of 100 bytes Time: 0.234
 *
 * Half of the descriptors are senders', and each of those writes that many to
 * each receiver of its group.
 */
#include <string.h>

#include "import/import.h"

struct run {
	struct import *im;
	bool begun, counted;
	char mode[NAME_LEN];
	double groups, fds, loops, bytes;
};

/* The number behind words in a line; NULL: it is not there, or none. */
static const char *after(struct import *im, const char *line, const char *words,
			 double *value)
{
	const char *at = strstr(line, words);

	if (!at) {
		import_wrong(im, "a line without '%s'", words);
		return NULL;
	}
	return import_number(im, at + strlen(words), " ", value);
}

static int take_head(struct run *run, const char *line)
{
	struct import *im = run->im;
	size_t len = strcspn(line, " ");

	*run = (struct run){ .im = im, .begun = true };
	import_copy(run->mode, sizeof(run->mode), line, len);
	return after(im, line, "mode with ", &run->groups) &&
			       after(im, line, "groups using ", &run->fds)
		       ? 0
		       : -EBADMSG;
}

static int take_time(struct run *run, const char *text)
{
	struct import *im = run->im;
	struct result *r;
	double seconds, half = run->fds / 2;

	if (!run->begun || !run->counted)
		return import_wrong(im, "a time without what ran before it");
	if (!import_number(im, text, " \n", &seconds))
		return -EBADMSG;
	r = import_add(im, "hackbench", run->mode);
	if (!r)
		return -EBADMSG;
	import_count(r, run->groups * half * half * run->loops, "messages",
		     seconds);
	import_gauge(im, r, "groups", run->groups);
	import_gauge(im, r, "tasks", run->groups * run->fds);
	import_gauge(im, r, "bytes a message", run->bytes);
	*run = (struct run){ .im = im };
	return 0;
}

static int take_line(void *of, const char *line)
{
	struct run *run = of;
	struct import *im = run->im;
	static const char head[] = "Running in ", loops[] = "will pass ",
			  end[] = "Time: ";
	const char *at = strstr(line, loops);

	if (!strncmp(line, head, strlen(head)))
		return take_head(run, line + strlen(head));
	if (!strncmp(line, end, strlen(end)))
		return take_time(run, line + strlen(end));
	if (strncmp(line, "Each sender ", 12) || !at)
		return 0;
	run->counted = true;
	return after(im, line, loops, &run->loops) &&
			       after(im, line, "messages of ", &run->bytes)
		       ? 0
		       : -EBADMSG;
}

int import_hackbench(struct import *im, const char *text, const char *name)
{
	struct run run = { .im = im };
	int ret;

	(void)name;
	ret = import_lines(&text, take_line, &run);
	if (!ret && (run.begun || *text || !im->n))
		ret = import_wrong(im, "cut off: no line 'Time: SECONDS' at "
				       "its end");
	return ret;
}
