// SPDX-License-Identifier: GPL-2.0
/*
 * The freezer of cgroup v2 (kernel/cgroup/freezer.c).  A cgroup outlives its
 * maker, so this is for guests of ours alone.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "engine/act.h"
#include "engine/need.h"

#define GROUP "wakestorm"

/* The root of all cgroups, mounted nowhere.  Its fd, or -errno. */
static int mount_cgroups(void)
{
	int fs = SYS(fsopen("cgroup2", FSOPEN_CLOEXEC)), ret;

	if (fs < 0)
		return fs;
	ret = SYS(fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (!ret)
		ret = SYS(fsmount(fs, FSMOUNT_CLOEXEC, 0));
	close(fs);
	return ret;
}

const char *freezer_missing(void)
{
	int fd;

	if (!in_our_guest())
		return "makes a cgroup: only in a guest of ours";
	fd = mount_cgroups();
	if (fd < 0)
		return "the kernel has no cgroup v2";
	close(fd);
	return NULL;
}

int freezer_open(struct run *r)
{
	r->cgroups = mount_cgroups();
	if (r->cgroups < 0)
		return r->cgroups;
	if (mkdirat(r->cgroups, GROUP, 0700) && errno != EEXIST)
		return -errno;
	return 0;
}

static int write_to(struct run *r, const char *path, long number)
{
	int fd = SYS(openat(r->cgroups, path, O_WRONLY | O_CLOEXEC)), ret;

	if (fd < 0)
		return fd;
	ret = dprintf(fd, "%ld", number) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

int freezer_move(struct run *r, const struct waiter *w, bool in)
{
	return write_to(r, in ? GROUP "/cgroup.procs" : "cgroup.procs", w->tid);
}

int freezer_freeze(struct run *r, bool on)
{
	return write_to(r, GROUP "/cgroup.freeze", on);
}

bool freezer_frozen(struct run *r)
{
	int fd = openat(r->cgroups, GROUP "/cgroup.events",
			O_RDONLY | O_CLOEXEC);
	char events[128] = "";

	if (fd < 0)
		return false;
	if (read(fd, events, sizeof(events) - 1) < 0)
		events[0] = 0;
	close(fd);
	return strstr(events, "frozen 1");
}
