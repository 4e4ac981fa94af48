// SPDX-License-Identifier: GPL-2.0
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "stressors/lib/epoll-site.h"
#include "stressors/lib/until.h"

#define SIGSET_BYTES 8 /* of the kernel's sigset_t */

int packets_open(void *site)
{
	const int type = SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int ends[2] = { -1, -1 }, ret;

	ret = SYS(socketpair(AF_UNIX, type, 0, ends));
	*(struct pipe_ends *)site = (struct pipe_ends){ ends[0], ends[1] };
	return ret;
}

int epoll_watch(int fd, uint32_t events)
{
	struct epoll_event e = { .events = events };
	int ep = SYS(epoll_create1(EPOLL_CLOEXEC)), ret;

	if (ep < 0)
		return ep;
	ret = SYS(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
	if (!ret)
		return ep;
	close(ep);
	return ret;
}

int epoll_open(void *site)
{
	struct epoll_site *s = site;
	int ret = packets_open(&s->source);

	s->ep = ret ? ret : epoll_watch(s->source.rd, EPOLLIN);
	return s->ep < 0 ? s->ep : 0;
}

void epoll_close(void *site)
{
	struct epoll_site *s = site;

	pipe_ends_close(&s->source);
	fd_close(&s->ep);
}

/* Events found: 1, 0 or -errno. */
static int harvest(int ep, uint64_t ns, const sigset_t *mask)
{
	const struct timespec t = span(ns);
	struct epoll_event e;
	int n;

	if (ns == FOREVER)
		return SYS(epoll_pwait(ep, &e, 1, -1, mask));
	n = SYS(syscall(SYS_epoll_pwait2, ep, &e, 1, &t, mask, SIGSET_BYTES));
	if (n != -ENOSYS)
		return n;
	return SYS(epoll_pwait(ep, &e, 1, (int)(ns / MSEC_NS) + 1, mask));
}

int epoll_sleep(int ep, uint64_t ns, const sigset_t *mask)
{
	int n = harvest(ep, ns, mask);

	return n > 0 ? 0 : n ? n : -ETIMEDOUT;
}

int epoll_sleep_alone(int fd, uint32_t events, uint64_t ns)
{
	int ret, ep = epoll_watch(fd, events | EPOLLEXCLUSIVE);

	if (ep < 0)
		return ep;
	ret = epoll_sleep(ep, ns, NULL);
	close(ep);
	return ret;
}
