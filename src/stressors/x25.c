// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an X.25 listener without calls sleeps exclusively and
 * interruptibly in x25_wait_for_data() on the listener's own queue
 * (net/x25/af_x25.c).  Each call that comes in wakes one; ours come in by a TUN
 * device that says it is an X.25 link.
 *
 * Live bug: once awake, the sleeper looks at the signal and leaves without
 * looking for a call again and without passing the wake on.
 */
#include <linux/x25.h>
#include <string.h>
#include <sys/ioctl.h>

#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "stressors/lib/x25-link.h"
#include "util.h"

#define BACKLOG 128

struct x25_site {
	struct sock_site sock;
	struct x25_link link;
};

static int x25_works(void)
{
	return socket_works(AF_X25, SOCK_SEQPACKET, 0);
}

/* Calls wait to be approved: one that is closed unapproved is gone at once. */
static int listen_at(int fd, const char *digits)
{
	struct sockaddr_x25 addr = { .sx25_family = AF_X25 };
	int ret;

	strcpy(addr.sx25_addr.x25_addr, digits);
	ret = SYS(bind(fd, (struct sockaddr *)&addr, sizeof(addr)));
	if (!ret)
		ret = SYS(ioctl(fd, SIOCX25CALLACCPTAPPRV));
	return ret ? ret : SYS(listen(fd, BACKLOG));
}

static int x25_open(void *site)
{
	struct x25_site *s = site;
	int ret;

	s->link.tun = s->sock.tx = -1;
	ret = s->sock.rx =
		SYS(socket(AF_X25, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
	if (ret >= 0)
		ret = x25_link_open(&s->link, s->sock.rx);
	return ret ? ret : listen_at(s->sock.rx, s->link.digits);
}

static void x25_close(void *site)
{
	struct x25_site *s = site;

	sock_close(&s->sock);
	fd_close(&s->link.tun);
}

static int x25_post(void *site)
{
	struct x25_site *s = site;

	return x25_link_call(&s->link);
}

const struct stressor x25_accept = {
	.name = "x25-accept",
	.summary = "accept() on an X.25 listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "x25_wait_for_data x25_accept",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "x25_rx_call_request",
	.kconfig = "X25 TUN",
	.max_posts = BACKLOG,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/net/tun",
			 .remedy = "modprobe tun, or run in a guest" },
		       { .kind = NEED_CALL,
			 .what = "X.25 sockets",
			 .remedy = "modprobe x25, or run in a guest",
			 .call = x25_works }),
	.site_size = sizeof(struct x25_site),
	.open = x25_open,
	.close = x25_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = x25_post,
	.ready = sock_has_input,
};
