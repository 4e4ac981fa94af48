// SPDX-License-Identifier: GPL-2.0
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "stressors/lib/private-net.h"
#include "util.h"

int loopback_up(int fd)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int ret = SYS(ioctl(fd, SIOCGIFFLAGS, &lo));

	if (ret || (lo.ifr_flags & IFF_UP))
		return ret;
	lo.ifr_flags |= IFF_UP;
	return SYS(ioctl(fd, SIOCSIFFLAGS, &lo));
}

int private_net(void)
{
	int ret = SYS(unshare(CLONE_NEWNET)), fd;

	if (ret)
		return ret;
	fd = SYS(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	if (fd < 0)
		return fd;
	ret = loopback_up(fd);
	close(fd);
	return ret;
}

int socket_works(int family, int type, int protocol)
{
	int fd = SYS(socket(family, type | SOCK_CLOEXEC, protocol));

	return fd < 0 ? fd : SYS(close(fd));
}
