// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/detached-mount.h"
#include "stressors/lib/tmpfs.h"
#include "util.h"

int tmpfs_open(void)
{
	const char *const no_option[] = { NULL };

	return detached_mount("tmpfs", no_option);
}
