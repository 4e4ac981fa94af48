// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "guest/console.h"
#include "util.h"

/* Bytes of a console that are kept: how it began, and how it ended. */
#define HEAD_MAX (1ul << 20)
#define TAIL_MAX (256ul << 10)
#define OWN	 "wakestorm: "
#define RACE	 "BUG: KCSAN: data-race in " /* kernel/kcsan/report.c */
#define OURS	 " [wakestorm]" /* behind a function of our module */

/*
 * As the kernel spells them (lib/bug.c, kernel/panic.c, kernel/hung_task.c,
 * kernel/watchdog.c, kernel/rcu/tree_stall.h, kernel/locking/lockdep.c,
 * init/do_mounts.c), the worse one first where two fit one line.
 */
static const struct {
	const char *text;
	const char *what;
} findings[] = {
	{ "Kernel panic - not syncing", "kernel panic" },
	{ "soft lockup - CPU", "soft lockup" },
	{ "hard LOCKUP", "hard lockup" },
	{ "blocked for more than", "hung task" },
	{ "blocked in I/O wait for more than", "hung task" },
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
	{ "WARNING: suspicious RCU usage", "lockdep warning" },
	{ "WARNING: inconsistent lock state", "lockdep warning" },
	{ "-unsafe lock order detected", "lockdep warning" },
	{ "WARNING: bad unlock balance", "lockdep warning" },
	{ "WARNING: held lock freed", "lockdep warning" },
	{ "WARNING: lock held when returning", "lockdep warning" },
	{ "INFO: trying to register non-static key", "lockdep warning" },
	{ "INFO: possible recursive locking", "lockdep warning" },
	{ "Call Trace:", "kernel backtrace" },
	{ "Out of memory: Killed process", "out of memory" },
};

/*
 * A WARN() of 7.3: "WARNING: FILE:LINE at FUNCTION, CPU#0: COMM/PID"
 * (kernel/panic.c).  Other lines have that word and mean no harm.
 */
static bool is_warn(const char *line)
{
	const char *warning = strstr(line, "WARNING: ");
	const char *at = warning ? strstr(warning, " at ") : NULL;

	return at && strstr(at, ", CPU#");
}

const char *console_finding(const char *line)
{
	size_t i;

	if (!strncmp(line, OWN, strlen(OWN)))
		return NULL;
	if (strstr(line, RACE))
		return strstr(line, OURS) ? "data race" : NULL;
	if (is_warn(line))
		return "kernel warning";
	for (i = 0; i < ARRAY_SIZE(findings); i++) {
		if (strstr(line, findings[i].text))
			return findings[i].what;
	}
	return NULL;
}

/* Others than those of our module, which are findings. */
static void count_race(struct console *c)
{
	const char *race = strstr(c->line, RACE);

	if (!race || strstr(race, OURS))
		return;
	if (!c->races++)
		snprintf(c->race, sizeof(c->race), "%s", race + strlen(RACE));
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
	count_race(c);
	what = c->trouble[0] ? NULL : console_finding(c->line);
	if (what)
		snprintf(c->trouble, sizeof(c->trouble), "%s: %s", what,
			 c->line);
}

/* The last TAIL_MAX bytes behind the head, in a ring. */
static void keep_tail(struct console *c, const char *data, size_t n)
{
	size_t at, piece;

	if (!c->tail && n)
		c->tail = malloc(TAIL_MAX);
	for (; c->tail && n; data += piece, n -= piece) {
		at = c->behind % TAIL_MAX;
		piece = n < TAIL_MAX - at ? n : TAIL_MAX - at;
		memcpy(c->tail + at, data, piece);
		c->behind += piece;
	}
}

static void keep_copy(struct console *c, const char *data, size_t n)
{
	size_t head = HEAD_MAX - c->copied < n ? HEAD_MAX - c->copied : n;

	if (!c->copy)
		return;
	if (head) {
		fwrite(data, 1, head, c->copy);
		fflush(c->copy);
		c->copied += head;
	}
	keep_tail(c, data + head, n - head);
}

void console_close(struct console *c)
{
	size_t at = c->behind % TAIL_MAX;

	if (c->behind > TAIL_MAX) {
		fprintf(c->copy, "\n[wakestorm: %zu bytes left out]\n",
			c->behind - TAIL_MAX);
		fwrite(c->tail + at, 1, TAIL_MAX - at, c->copy);
	}
	if (c->tail)
		fwrite(c->tail, 1, at, c->copy);
	free(c->tail);
	c->tail = NULL;
	if (c->copy)
		fclose(c->copy);
	c->copy = NULL;
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
