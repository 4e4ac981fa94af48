// SPDX-License-Identifier: GPL-2.0
#include <linux/netlink.h>

#include "stressors/lib/netlink-pair.h"
#include "stressors/lib/sock.h"
#include "util.h"

static int new_socket(void)
{
	return SYS(
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK));
}

int netlink_pair_open(void *site)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	struct sockaddr *const any = (struct sockaddr *)&addr;
	socklen_t len = sizeof(addr);
	struct sock_site *s = site;
	int ret;

	s->tx = -1;
	ret = s->rx = new_socket();
	if (ret >= 0)
		ret = s->tx = new_socket();
	if (ret >= 0)
		ret = SYS(bind(s->rx, any, len));
	if (!ret)
		ret = SYS(getsockname(s->rx, any, &len));
	return ret ? ret : SYS(connect(s->tx, any, len));
}
