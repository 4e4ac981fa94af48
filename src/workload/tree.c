// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "engine/task.h"
#include "util.h"
#include "workload/tree.h"

#define ALL_MAX	      32768 /* processes of the machine */
#define STOP_LOOKS    200
#define STOP_LOOK_MS  5
#define KILL_ATTEMPTS 10

struct process {
	pid_t pid, parent;
};

/* Every process of the machine that is no zombie; how many. */
static int list_all(struct process *all)
{
	DIR *proc = opendir("/proc");
	int n = 0;

	while (n < ALL_MAX && (all[n].pid = task_next(proc))) {
		char state = task_letter(all[n].pid, &all[n].parent);

		n += state && state != 'Z' && state != 'X';
	}
	if (proc)
		closedir(proc);
	return n;
}

/* The descendants of the root, generation by generation. */
static void find_tree(struct tree *t)
{
	struct process *all = malloc(ALL_MAX * sizeof(*all));
	int n = all ? list_all(all) : 0;

	t->n = 0;
	for (int from = -1; from < t->n; from++) {
		pid_t parent = from < 0 ? t->root : t->pid[from];

		for (int i = 0; i < n && t->n < MAX_TREE; i++)
			if (all[i].parent == parent)
				t->pid[t->n++] = all[i].pid;
	}
	free(all);
}

/* A task on its way out counts as asleep: it does nothing any more. */
static void look_at_task(struct tree *t, pid_t tid)
{
	char wchan[NAME_LEN];
	pid_t parent;
	char state = task_letter(tid, &parent);
	int64_t switches;

	t->who = (t->who ^ (uint64_t)tid) * 0x100000001b3u;
	t->tasks++;
	if (state == 'T' || state == 't')
		t->stopped = true;
	else if (state && task_look(tid, wchan) == AWAKE)
		t->asleep = false;
	switches = t->asleep ? task_switches(tid) : 0;
	t->switches += switches > 0 ? (uint64_t)switches : 0;
}

static void look_at_process(struct tree *t, pid_t pid)
{
	char path[48];
	DIR *tasks;
	pid_t tid;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	while (t->asleep && (tid = task_next(tasks)))
		look_at_task(t, tid);
	if (tasks)
		closedir(tasks);
}

void tree_look(struct tree *t)
{
	find_tree(t);
	t->tasks = 0;
	t->asleep = true;
	t->stopped = false;
	t->switches = 0;
	t->who = 0xcbf29ce484222325u; /* FNV-1a, 64 bit */
	/* Those that work are the last generation. */
	for (int i = t->n - 1; i >= 0 && t->asleep; i--)
		look_at_process(t, t->pid[i]);
}

static void wait_stopped(pid_t pid)
{
	pid_t parent;

	for (int i = 0; i < STOP_LOOKS; i++) {
		char state = task_letter(pid, &parent);

		if (!state || strchr("TtZX", state))
			return;
		poll(NULL, 0, STOP_LOOK_MS);
	}
}

void tree_nudge(const struct tree *t)
{
	for (int i = 0; i < t->n; i++) {
		if (kill(t->pid[i], SIGSTOP))
			continue;
		wait_stopped(t->pid[i]);
		kill(t->pid[i], SIGCONT);
	}
}

void tree_signal_first(const struct tree *t, int sig)
{
	if (t->n)
		kill(t->pid[0], sig);
}

void tree_kill(struct tree *t)
{
	for (int i = 0; i < KILL_ATTEMPTS; i++) {
		find_tree(t); /* they may fork meanwhile */
		if (!t->n)
			return;
		for (int k = 0; k < t->n; k++)
			kill(t->pid[k], SIGKILL);
		poll(NULL, 0, STOP_LOOK_MS);
	}
}
