/* SPDX-License-Identifier: GPL-2.0 */
/* All tasks of a program that is not ours, as /proc shows them. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define MAX_TREE 4096 /* processes; what is beyond is not looked at */

struct tree {
	pid_t root;	     /* whose descendants they are; not one of them */
	pid_t pid[MAX_TREE]; /* parents before their children */
	int n;		     /* processes */
	int tasks;	     /* their threads, all of them */
	bool asleep;	     /* each one is off the run queue, or stopped */
	bool stopped;	     /* one is: by a signal, or traced */
	uint64_t switches;   /* voluntary, of all tasks that there are now */
	uint64_t who;	     /* a hash of the tasks' ids */
};

/*
 * Look at all descendants of t->root.  Switches are counted only where all are
 * asleep: else it is enough to know that one runs.
 */
void tree_look(struct tree *t);

/* SIGSTOP, wait until they stopped, SIGCONT: a system call that slept begins
 * anew, and sees a condition that it was not woken for. */
void tree_nudge(const struct tree *t);

/* A signal to the first process, or to all of them. */
void tree_signal_first(const struct tree *t, int sig);
void tree_kill(struct tree *t);

#endif
