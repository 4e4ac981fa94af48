// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>

#include "engine/need.h"
#include "util.h"

bool in_our_guest(void)
{
	char line[4096] = "";
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (read(fd, line, sizeof(line) - 1) < 0)
		line[0] = 0;
	close(fd);
	return strstr(line, "wakestorm.");
}

static int met(const struct need *n)
{
	switch (n->kind) {
	case NEED_ROOT: return geteuid() ? -EPERM : 0;
	case NEED_GUEST: return in_our_guest() ? 0 : -EPERM;
	case NEED_CALL: return n->call();
	case NEED_PATH:
	case NEED_MODULE: return SYS(access(n->what, R_OK | W_OK));
	case NEED_NONE: break;
	}
	return 0;
}

/* What it asks for, and what the user can do, where the need does not say. */
static const struct {
	const char *what, *remedy;
} usual[] = {
	[NEED_ROOT] = { "root", "run as root, or in a guest" },
	[NEED_PATH] = { NULL, "run in a guest" },
	[NEED_MODULE] = { "/dev/wakestorm",
			  "make -C kernels/module, then insmod "
			  "kernels/module/wakestorm.ko" },
	[NEED_GUEST] = { "a machine of its own", "wakestorm kernel boot" },
	[NEED_CALL] = { NULL, "run in a guest" },
};

bool need_met(const struct stressor *s, char why[WORDS_MAX])
{
	for (const struct need *n = s->needs; n && n->kind != NEED_NONE; n++) {
		int ret = met(n);

		if (!ret)
			continue;
		snprintf(why, WORDS_MAX, "needs %s (%s): %s",
			 n->what ? n->what : usual[n->kind].what,
			 strerror(-ret),
			 n->remedy ? n->remedy : usual[n->kind].remedy);
		return false;
	}
	return true;
}
