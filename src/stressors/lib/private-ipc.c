// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <sys/stat.h>

#include "stressors/lib/private-ipc.h"
#include "util.h"

int private_ipc(void)
{
	struct stat ours, parents;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/ns/ipc", getppid());
	if (stat("/proc/self/ns/ipc", &ours) || stat(path, &parents))
		return -errno;
	return ours.st_ino == parents.st_ino ? SYS(unshare(CLONE_NEWIPC)) : 0;
}
