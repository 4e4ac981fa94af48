// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine/task.h"
#include "util.h"

#define PF_EXITING 0x4 /* include/linux/sched.h; part of /proc/PID/stat */

/* Read NAME of a task: bytes, or -errno; buf is always a string.  What stands
 * in /proc/TID itself is of the whole process, and adds up all its threads. */
static int task_read(pid_t tid, const char *name, char *buf, size_t size)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", tid, tid, name);
	return read_string(path, buf, size);
}

/* The scheduler's letter, parent and flags; 0: it is gone. */
static char task_stat(pid_t tid, pid_t *parent, unsigned *flags)
{
	char buf[512], *p;
	char state;

	task_read(tid, "stat", buf, sizeof(buf));
	p = strrchr(buf, ')'); /* the name in front may hold anything */
	if (!p || sscanf(p + 1, " %c %d %*d %*d %*d %*d %u", &state, parent,
			 flags) != 3)
		return 0;
	return state;
}

/* Scheduler state, 'X' for a task that is dead or on its way there. */
static char task_state(pid_t tid)
{
	pid_t parent;
	unsigned flags;
	char state = task_stat(tid, &parent, &flags);

	return !state || state == 'Z' || flags & PF_EXITING ? 'X' : state;
}

pid_t task_next(DIR *dir)
{
	struct dirent *d;

	while (dir && (d = readdir(dir)))
		if (isdigit((unsigned char)*d->d_name))
			return atoi(d->d_name);
	return 0;
}

char task_letter(pid_t tid, pid_t *parent)
{
	unsigned flags;

	return task_stat(tid, parent, &flags);
}

pid_t task_parent(pid_t pid)
{
	pid_t parent;

	return task_letter(pid, &parent) ? parent : -ESRCH;
}

bool task_has_wchan(pid_t tid)
{
	char wchan[NAME_LEN];

	return task_read(tid, "wchan", wchan, sizeof(wchan)) > 0 &&
	       wchan[0] != '0';
}

enum sleep_state task_look(pid_t tid, char wchan[NAME_LEN])
{
	char state = task_state(tid), buf[NAME_LEN];

	if (state == 'X')
		return DEAD;
	if (state != 'S' && state != 'D' && state != 'I')
		return AWAKE;
	if (task_read(tid, "wchan", wchan, NAME_LEN) > 0 && wchan[0] != '0')
		return ASLEEP;
	if (task_read(tid, "syscall", buf, sizeof(buf)) > 0 &&
	    strncmp(buf, "running", 7))
		return ASLEEP;
	return AWAKE;
}

int64_t task_switches(pid_t tid)
{
	static const char key[] = "\nvoluntary_ctxt_switches:";
	char buf[4096], *p;

	task_read(tid, "status", buf, sizeof(buf));
	p = strstr(buf, key);
	return p ? strtoll(p + sizeof(key) - 1, NULL, 10) : -1;
}

/* "[<0>] pipe_read+0x1e/0x2f\n..." becomes "pipe_read+0x1e < ...". */
static void fold_stack(char *lines, char *to, size_t size)
{
	size_t len = 0;
	char *save, *line = strtok_r(lines, "\n", &save);

	to[0] = 0;
	for (; line && len < size; line = strtok_r(NULL, "\n", &save)) {
		char *name = strstr(line, "] ");

		name = name ? name + 2 : line;
		name[strcspn(name, "/ ")] = 0;
		len += snprintf(to + len, size - len, "%s%s", len ? " < " : "",
				name);
	}
}

uint64_t task_place(pid_t tid)
{
	char buf[4096];
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a, 64 bit */

	if (task_read(tid, "stack", buf, sizeof(buf)) <= 0)
		task_read(tid, "wchan", buf, sizeof(buf));
	for (const char *p = buf; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
	return hash;
}

void task_describe(pid_t tid, struct sleeper *s)
{
	char buf[4096];

	s->pid = tid;
	s->state = task_state(tid);
	task_read(tid, "wchan", buf, sizeof(buf));
	snprintf(s->wchan, sizeof(s->wchan), "%.63s", buf);
	task_read(tid, "syscall", buf, sizeof(buf));
	buf[strcspn(buf, "\n")] = 0;
	for (char *p = buf, *end; (end = strchr(p, ' ')); p = end + 1)
		if (end - buf >= (long)sizeof(s->syscall)) {
			p[-(p > buf)] = 0; /* whole arguments only */
			break;
		}
	snprintf(s->syscall, sizeof(s->syscall), "%.63s", buf);
	task_read(tid, "stack", buf, sizeof(buf));
	fold_stack(buf, s->stack, sizeof(s->stack));
}
