@can hangup
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int ends[2], ep;

static void site_open(void)
{
	struct epoll_event e = { .events = EPOLLIN };

	ep = epoll_create1(0);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], &e))
		err(2, "not tried: epoll");
}

static int wait_for_event(void)
{
	struct epoll_event e;
	char c;
@if epoll-kill
	sigset_t all; /* are blocked */

	sigfillset(&all);
	if (epoll_pwait(ep, &e, 1, -1, &all) < 0)
		return errno;
@end
@if epoll

	if (epoll_wait(ep, &e, 1, -1) < 0)
		return errno;
@end
	return read(ends[0], &c, 1) < 0 ? errno : 0;
}

@include lib/bytes.c
