// SPDX-License-Identifier: GPL-2.0
#include <sys/mount.h>

#include "stressors/lib/detached-mount.h"
#include "util.h"

int detached_mount(const char *type, const char *const option[])
{
	int fs = SYS(fsopen(type, FSOPEN_CLOEXEC)), ret = 0;

	if (fs < 0)
		return fs;
	for (; *option && !ret; option += 2)
		ret = SYS(fsconfig(
			fs, option[1] ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG,
			option[0], option[1], 0));
	if (!ret)
		ret = SYS(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (!ret)
		ret = SYS(fsmount(fs, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID));
	close(fs);
	return ret;
}
