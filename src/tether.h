/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Child processes that can't outlive us.  Each runs in a process group of its
 * own behind a guard, which holds one end of a pipe.  When we are gone, also by
 * SIGKILL, the guard sees the end of file and kills the group.
 */
#ifndef TETHER_H
#define TETHER_H

#include <stdbool.h>
#include <sys/types.h>

#include "unkillable.h"

struct tether {
	pid_t guard; /* 0: nothing runs */
	int leash; /* our end of the pipe: POLLERR once nothing runs any more */
	int words; /* the guard's last ones */
	char unkillable[UNKILLABLE_MAX]; /* who did not die, once nothing else runs */
};

/*
 * Start argv (argv[0] is looked up in PATH) in directory dir (NULL: ours).
 * stdin is /dev/null; stdout and stderr go to out, or are ours when out is -1.
 * 0 or -errno.  A program that can't be executed ends with status 127.
 */
int tether_exec(struct tether *t, char *const argv[], const char *dir, int out);

/* Run entry(arg) in the child instead; its value is the exit status. */
int tether_call(struct tether *t, int (*entry)(void *arg), void *arg);

/*
 * Wait for the end.  0..255: its exit status; 128+n: signal n ended it;
 * -EINTR: a signal came to us first, the child still runs.
 */
int tether_wait(struct tether *t);

/* As tether_wait(), but -EAGAIN at once when it still runs. */
int tether_poll(struct tether *t);

/*
 * Kill the group and reap the guard.  Harmless when nothing runs.  What can't
 * be killed is left behind after 10 s: the guard says so on stderr, and we know
 * it from t->unkillable.
 */
void tether_cut(struct tether *t);

/*
 * tether_exec() and tether_wait() in one: exit status, or -errno.  -EINTR: a
 * signal told us to stop, and the child is gone.
 */
int tether_run(char *const argv[], const char *dir, int out);

/* SIGINT, SIGTERM and SIGHUP set a flag and interrupt system calls. */
void stop_on_signals(void);

/* The signal that told us to stop, or 0. */
int stop_requested(void);

#endif
