// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/ioctl.h>

#include "stressors/lib/ioctl-device.h"
#include "util.h"

/* Stamps of this task's last WAIT.  Thread-local, because all waiters share the
 * site and none knows its number there. */
static _Thread_local struct wakestorm_wait last;

static int call(void *site, unsigned long cmd, void *arg)
{
	return SYS(ioctl(*(int *)site, cmd, arg));
}

int ioctl_device_open(void *site, enum wakestorm_variant variant)
{
	struct wakestorm_setup s = { .version = WAKESTORM_ABI,
				     .variant = variant };
	int *fd = site;

	*fd = SYS(open("/dev/wakestorm", O_RDWR | O_CLOEXEC));
	return *fd < 0 ? *fd : call(site, WAKESTORM_SETUP, &s);
}

void ioctl_device_close(void *site)
{
	int *fd = site;

	if (*fd >= 0)
		ioctl_device_hang_up(site);
	fd_close(fd);
}

int ioctl_device_wait_for(void *site, uint64_t ns)
{
	last = (struct wakestorm_wait){ .version = WAKESTORM_ABI,
					.timeout_ns = ns };
	return call(site, WAKESTORM_WAIT, &last);
}

int ioctl_device_wait(void *site)
{
	return ioctl_device_wait_for(site, 0);
}

static int post(void *site, uint32_t count, uint32_t flags)
{
	struct wakestorm_post p = { .version = WAKESTORM_ABI,
				    .flags = flags,
				    .count = count };

	return call(site, WAKESTORM_POST, &p);
}

int ioctl_device_post(void *site)
{
	return post(site, 1, 0);
}

int ioctl_device_resize(void *site)
{
	int ret = post(site, 2, 0);

	return ret ? ret : 2;
}

int ioctl_device_resize_busted(void *site)
{
	int ret = post(site, 2, WAKESTORM_WAKE_ONE);

	return ret ? ret : 2;
}

int ioctl_device_ready(void *site)
{
	struct wakestorm_state s = { .version = WAKESTORM_ABI };
	int ret = call(site, WAKESTORM_STATE, &s);

	return ret ? ret : s.tokens > 0;
}

int ioctl_device_hold(void *site)
{
	struct wakestorm_call c = { .version = WAKESTORM_ABI };

	return call(site, WAKESTORM_HOLD, &c);
}

int ioctl_device_hang_up(void *site)
{
	struct wakestorm_call c = { .version = WAKESTORM_ABI };

	return call(site, WAKESTORM_HANGUP, &c);
}

int ioctl_device_hang_up_busted(void *site)
{
	struct wakestorm_call c = { .version = WAKESTORM_ABI,
				    .flags = WAKESTORM_WAKE_ONE };

	return call(site, WAKESTORM_HANGUP, &c);
}

unsigned long ioctl_device_kernel_ns(void *site)
{
	(void)site;
	return last.returned_ns - last.posted_ns;
}
