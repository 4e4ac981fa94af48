/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which basic blocks of the kernel the waiters' own calls went through, by KCOV
 * (Documentation/dev-tools/kcov.rst).  Interrupts do not count.
 */
#ifndef COVERAGE_H
#define COVERAGE_H

struct coverage;

/* For so many tasks to come.  NULL where the kernel has no KCOV. */
struct coverage *coverage_open(int tasks);

/* Count what the calling task does from now on, as task number so and so.  One
 * that has died gives its number to its heir. */
void coverage_join(const struct coverage *c, int number);

/* NULL will do. */
void coverage_close(struct coverage *c);

/*
 * Blocks that a task went through since the last call, and none had before.
 * What is reached now and then only, by a page fault say, is new only once.
 */
int coverage_news(struct coverage *c);

#endif
