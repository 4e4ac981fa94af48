@in top
#include <sys/epoll.h>
@if !hangup
#include <sys/ioctl.h>
@end
#include <sys/socket.h>

static struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE };
static int ends[2];
static char c;
@if !hangup
static int bytes;
@end
@end
@in open
if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends))
	err(2, "not tried: socketpair");
@end
@in wait
int ep = epoll_create1(0); /* its own, on the one socket */

if (epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], &e))
	_exit(2);
while (epoll_wait(ep, &e, 1, -1) == 1 &&
       read(ends[0], &c, 1) < 0)
	; /* another one took it */
_exit(0);
@end
@include lib/bytes.c
