/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Children that SIGKILL does not end: a task that sleeps uninterruptibly in the
 * kernel (state D), or runs there for ever, dies when it leaves, if ever.
 */
#ifndef UNKILLABLE_H
#define UNKILLABLE_H

#define UNKILLABLE_MAX 160

/*
 * Reap all our children and, where we are their subreaper, whom they leave.
 * They were killed; who left their process group, and so was not, is killed
 * here.  Ends when none is left, or when none has died for 10 s: then who is
 * the first task that lives, "pid 1 (name), state D in FUNCTION, and 2 more",
 * else "".  sigfd is a signalfd without blocking that reports SIGCHLD.
 */
void see_off_children(int sigfd, char who[UNKILLABLE_MAX]);

#endif
