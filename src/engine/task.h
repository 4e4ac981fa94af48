/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc says of a task: is it asleep, where, and how did it get there. */
#ifndef TASK_H
#define TASK_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "result.h"

enum sleep_state { AWAKE, ASLEEP, DEAD };

/*
 * Off the run queue, and not merely in state S, D or I (TASK_IDLE): a task that
 * is preempted between set_current_state() and schedule(), or whose dequeue the
 * scheduler delays (6.12 on), shows S and still runs.  get_wchan() gives 0
 * while the task is on a run queue (kernel/sched/core.c, since 5.16); where the
 * kernel has no symbols, /proc/PID/syscall waits until the task is inactive or
 * says "running".  A task that exits (PF_EXITING) is dead.  wchan is the
 * function that a task which is ASLEEP sleeps in; "" or "0" where the kernel
 * does not tell.
 */
enum sleep_state task_look(pid_t tid, char wchan[NAME_LEN]);

/* Is it off the run queue, as far as wchan alone tells?  Waits for nobody. */
bool task_has_wchan(pid_t tid);

/* Times that the task gave up a CPU by itself; -1 when it is gone. */
int64_t task_switches(pid_t tid);

/* The next task of a folder, /proc or /proc/PID/task; 0: that was all, or dir is
 * NULL. */
pid_t task_next(DIR *dir);

/* The scheduler's letter for its state, and its parent; 0: it is gone. */
char task_letter(pid_t tid, pid_t *parent);

/* Its parent, or -ESRCH. */
pid_t task_parent(pid_t pid);

/* A hash of the kernel functions that a sleeper is in, as far as we may see
 * them. */
uint64_t task_place(pid_t tid);

/* State, wchan, syscall and stack of a task, as far as we may see them. */
void task_describe(pid_t tid, struct sleeper *s);

#endif
