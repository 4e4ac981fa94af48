/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel that runs here, as if it were one that we boot. */
#ifndef HOST_H
#define HOST_H

#include "guest/kernel.h"
#include "guest/vm.h"
#include "tether.h"

void host_describe(struct kernel_spec *spec);

/* Is it the host's?  Then complain with those words. */
bool host_refuses(const struct kernel_spec *spec, const char *why);

void host_kernel(struct kernel *kernel);

/*
 * Start the plan's command on this machine, in place of a guest of the same
 * files: its records are frames, too, its console is what it says on stderr.
 * 0 or -errno.
 */
int host_start(struct tether *t, const struct guest_plan *plan,
	       const struct vm_files *files);

#endif
