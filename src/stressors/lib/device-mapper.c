// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include "stressors/lib/device-mapper.h"
#include "util.h"

#define PATIENCE_MS 2000 /* until a user is left to go when it wants */

/* What the kernel wants to have in one piece. */
struct request {
	struct dm_ioctl head;
	struct dm_target_spec target;
	char args[256];
};

static int command(const struct mapper *m, unsigned long cmd, unsigned flags,
		   struct request *r)
{
	r->head.version[0] = DM_VERSION_MAJOR;
	r->head.data_size = sizeof(*r);
	r->head.data_start = offsetof(struct request, target);
	r->head.flags = flags;
	snprintf(r->head.name, sizeof(r->head.name), "%s", m->name);
	return SYS(ioctl(m->control, cmd, r));
}

static int plain_command(const struct mapper *m, unsigned long cmd,
			 unsigned flags)
{
	struct request r = { 0 };

	return command(m, cmd, flags, &r);
}

static int create(struct mapper *m)
{
	struct request r = { 0 };
	int ret = command(m, DM_DEV_CREATE, 0, &r);

	snprintf(m->path, sizeof(m->path), "/dev/dm-%u", minor(r.head.dev));
	return ret;
}

static int load(const struct mapper *m, const char *target, uint64_t sectors,
		const char *args)
{
	struct request r = { .head = { .target_count = 1 },
			     .target = { .length = sectors } };

	snprintf(r.target.target_type, sizeof(r.target.target_type), "%s",
		 target);
	snprintf(r.args, sizeof(r.args), "%s", args);
	return command(m, DM_TABLE_LOAD, 0, &r);
}

int mapper_open(struct mapper *m, const char *suffix, const char *target,
		uint64_t sectors, const char *args)
{
	int ret;

	m->control = SYS(open(MAPPER_CONTROL, O_RDWR | O_CLOEXEC));
	if (m->control < 0)
		return m->control;
	snprintf(m->name, sizeof(m->name), "wakestorm-%s", suffix);
	ret = create(m);
	if (!ret)
		ret = load(m, target, sectors, args);
	return ret ? ret : mapper_resume(m);
}

/* Waiters that were told to die may still use it, and the disk below it must
 * not go before they do. */
static void remove_unused(const struct mapper *m)
{
	int ret = -EBUSY;

	for (int ms = 0; ms < PATIENCE_MS && ret == -EBUSY; ms++) {
		ret = plain_command(m, DM_DEV_REMOVE, 0);
		if (ret == -EBUSY)
			usleep(1000);
	}
	if (ret == -EBUSY)
		plain_command(m, DM_DEV_REMOVE, DM_DEFERRED_REMOVE);
}

void mapper_close(struct mapper *m)
{
	if (m->path[0]) {
		mapper_resume(m); /* or what it keeps would keep its sender */
		remove_unused(m);
		m->path[0] = '\0';
	}
	fd_close(&m->control);
}

int mapper_suspend(const struct mapper *m)
{
	return plain_command(m, DM_DEV_SUSPEND,
			     DM_SUSPEND_FLAG | DM_SKIP_LOCKFS_FLAG);
}

int mapper_resume(const struct mapper *m)
{
	return plain_command(m, DM_DEV_SUSPEND, 0);
}
