// SPDX-License-Identifier: GPL-2.0
#include <sys/mount.h>

#include "stressors/lib/tmpfs.h"
#include "util.h"

int tmpfs_open(void)
{
	int fs = SYS(fsopen("tmpfs", FSOPEN_CLOEXEC)), ret;

	if (fs < 0)
		return fs;
	ret = SYS(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (!ret)
		ret = SYS(fsmount(fs, FSMOUNT_CLOEXEC, 0));
	close(fs);
	return ret;
}
