@can hangup
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int ends[2];

static void site_open(void)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends))
		err(2, "not tried: socketpair");
}

/* Each has an epoll of its own, and all watch one socket. */
static int wait_for_event(void)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	int ep = epoll_create1(0), ret = 0;
	char c;

	if (epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], &e) ||
	    epoll_wait(ep, &e, 1, -1) < 0 || read(ends[0], &c, 1) < 0)
		ret = errno;
	close(ep);
	return ret;
}

@include lib/bytes.c
