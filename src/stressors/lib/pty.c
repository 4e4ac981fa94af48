// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/pty.h"
#include "util.h"

static int mount_devpts(void)
{
	const char *const no_option[] = { NULL };

	return detached_mount("devpts", no_option);
}

int pty_works(void)
{
	int mount = mount_devpts(), ret = mount;

	fd_close(&mount);
	return ret < 0 ? ret : 0;
}

int pty_open(void *site)
{
	struct pty *s = site;
	int mount = mount_devpts(), unlock = 0;
	struct termios t;

	*s = (struct pty){ -1, -1 };
	if (mount < 0)
		return mount;
	s->master = SYS(openat(mount, "ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
	close(mount);
	if (s->master < 0 || ioctl(s->master, TIOCSPTLCK, &unlock))
		return -errno;
	s->slave = SYS(
		ioctl(s->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
	if (s->slave < 0 || tcgetattr(s->slave, &t))
		return -errno;
	cfmakeraw(&t);
	return SYS(tcsetattr(s->slave, TCSANOW, &t));
}

void pty_close(void *site)
{
	struct pty *s = site;

	fd_close(&s->slave);
	fd_close(&s->master);
}

/* The site's memory is shared: only this process has no master any more. */
void pty_shed(void *site)
{
	const struct pty *s = site;

	close(s->master);
}

int pty_hang_up(void *site)
{
	struct pty *s = site;

	fd_close(&s->master);
	return 0;
}
