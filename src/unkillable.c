// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "engine/task.h"
#include "unkillable.h"
#include "util.h"

#define LOOK_MS 100
#define LOOKS	100 /* without a death: then the rest does not die */

/* Name the first; count all. */
struct unkillable {
	char *first; /* UNKILLABLE_MAX */
	int n;
};

static void note_task(struct unkillable *u, pid_t tid)
{
	struct sleeper s = { 0 };
	char path[48], name[32];

	task_describe(tid, &s);
	if (s.state == 'X' || u->n++)
		return;
	snprintf(path, sizeof(path), "/proc/%d/comm", tid);
	read_string(path, name, sizeof(name));
	name[strcspn(name, "\n")] = 0;
	for (char *c = name; *c; c++)
		*c = isprint((unsigned char)*c) ? *c : '?';
	snprintf(u->first, UNKILLABLE_MAX, "pid %d (%s), state %c in %s", tid,
		 name, s.state, s.wchan[0] ? s.wchan : "?");
}

/* The leader may be a zombie: a process dies with its last thread. */
static void note_process(struct unkillable *u, pid_t pid)
{
	char path[48];
	DIR *tasks;
	pid_t tid;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	while ((tid = task_next(tasks)))
		note_task(u, tid);
	if (tasks)
		closedir(tasks);
}

/* Kill our children, all that there are, and say who they are. */
static void look_at_children(char who[UNKILLABLE_MAX])
{
	struct unkillable u = { .first = who };
	DIR *proc = opendir("/proc");
	size_t len;
	pid_t pid;

	who[0] = 0;
	while ((pid = task_next(proc))) {
		if (task_parent(pid) != getpid())
			continue;
		kill(pid, SIGKILL);
		note_process(&u, pid);
	}
	if (proc)
		closedir(proc);
	len = strlen(who);
	if (u.n > 1)
		snprintf(who + len, UNKILLABLE_MAX - len, ", and %d more",
			 u.n - 1);
}

/* Is any child left? */
static bool reap_dead(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		;
	return !pid;
}

void see_off_children(int sigfd, char who[UNKILLABLE_MAX])
{
	struct pollfd p = { .fd = sigfd, .events = POLLIN };
	struct signalfd_siginfo info;

	for (int looks = 0; reap_dead() && looks < LOOKS; looks++) {
		if (poll(&p, 1, LOOK_MS) <= 0)
			look_at_children(who);
		else if (read(sigfd, &info, sizeof(info)) > 0)
			looks = 0; /* one died */
	}
	if (!reap_dead())
		who[0] = 0;
}
