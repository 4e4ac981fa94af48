// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "guest/console.h"
#include "util.h"

#define COPY_MAX (16u << 20) /* bytes of a console that are kept */
#define OWN	 "wakestorm: "

/*
 * As the kernel spells them (lib/bug.c, kernel/panic.c, kernel/hung_task.c,
 * kernel/watchdog.c, kernel/rcu/tree_stall.h, init/do_mounts.c), the worse one
 * first where two fit one line.
 */
static const struct {
	const char *text;
	const char *what;
} findings[] = {
	{ "Kernel panic - not syncing", "kernel panic" },
	{ "soft lockup - CPU", "soft lockup" },
	{ "hard LOCKUP", "hard lockup" },
	{ "blocked for more than", "hung task" },
	{ "detected stalls on CPUs", "RCU stall" },
	{ "self-detected stall on CPU", "RCU stall" },
	{ "rcu_sched kthread starved", "RCU stall" },
	{ "BUG: ", "kernel BUG" },
	{ "kernel BUG at", "kernel BUG" },
	{ "Oops: ", "kernel oops" },
	{ "general protection fault", "kernel oops" },
	{ "Unable to handle kernel", "kernel oops" },
	{ "Unable to mount root", "kernel panic" },
	{ "WARNING: CPU:", "kernel warning" },
	{ "WARNING: possible", "lockdep warning" },
	{ "INFO: possible recursive locking", "lockdep warning" },
	{ "Call Trace:", "kernel backtrace" },
	{ "Out of memory: Killed process", "out of memory" },
};

const char *console_finding(const char *line)
{
	size_t i;

	if (!strncmp(line, OWN, strlen(OWN)))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(findings); i++) {
		if (strstr(line, findings[i].text))
			return findings[i].what;
	}
	return NULL;
}

static void whole_line(struct console *c)
{
	const char *what;

	c->line[c->fill] = '\0';
	c->fill = 0;
	if (!c->line[0])
		return;
	memcpy(c->last, c->line, sizeof(c->last));
	if (!strncmp(c->line, OWN, strlen(OWN)))
		memcpy(c->said, c->line, sizeof(c->said));
	what = c->trouble[0] ? NULL : console_finding(c->line);
	if (what)
		snprintf(c->trouble, sizeof(c->trouble), "%s: %s", what,
			 c->line);
}

static void keep_copy(struct console *c, const char *data, size_t n)
{
	if (!c->copy || c->copied >= COPY_MAX)
		return;
	if (n > COPY_MAX - c->copied)
		n = COPY_MAX - c->copied;
	fwrite(data, 1, n, c->copy);
	fflush(c->copy);
	c->copied += n;
}

void console_feed(struct console *c, const char *data, size_t n)
{
	size_t i;

	keep_copy(c, data, n);
	for (i = 0; i < n; i++) {
		if (data[i] == '\n')
			whole_line(c);
		else if (data[i] >= ' ' && data[i] < 127 &&
			 c->fill < sizeof(c->line) - 1)
			c->line[c->fill++] = data[i];
	}
}
