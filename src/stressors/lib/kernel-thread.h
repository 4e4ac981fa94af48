/* SPDX-License-Identifier: GPL-2.0 */
/* A thread of the kernel that brings events. */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include <stdbool.h>

struct kernel_thread {
	char number[12];
};

/* The first one of that name.  0 or -errno. */
int kernel_thread_find(struct kernel_thread *t, const char *name);

/* It shall run where the caller runs, and so never beside it.  0 or -errno. */
int kernel_thread_bind(const struct kernel_thread *t);

/* Does it sleep there now? */
bool kernel_thread_sleeps(const struct kernel_thread *t, const char *function);

#endif
