/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest without a machine: a kernel of arch um is a process, and a task of
 * its own is one more process, which it traces.  With time-travel=inf-cpu, only
 * system calls take time, and where all sleep, the clock jumps to the next
 * timer. So a run costs what it computes.  A task that spins without a system
 * call stops the clock: the watch on host time ends such a guest.
 */
#ifndef UML_H
#define UML_H

#include "guest/vm.h"
#include "tether.h"

/* The command that boots vm.  0, or -E2BIG when it does not fit. */
int uml_command(struct command *c, const struct vm *vm,
		const struct vm_files *files);

/* Start it; what it says outside of its console goes to out.  0 or -errno. */
int uml_start(struct tether *t, const struct command *c, int out);

/* The folder of the file without a name that is its memory. */
const char *uml_memory_at(void);

#endif
