@in top
#include <sys/epoll.h>
@if !hangup
#include <sys/ioctl.h>
@end
#include <sys/socket.h>

static struct epoll_event e = { .events = EPOLLIN };
static int ends[2], ep;
static char c;
@if !hangup
static int bytes;
@end
@if epoll-kill
static sigset_t all; /* are blocked */
@end
@end
@in open
ep = epoll_create1(0);
if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) ||
    epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], &e))
	err(2, "not tried: epoll");
@if epoll-kill
sigfillset(&all);
@end
@end
@in wait
@if epoll
while (epoll_wait(ep, &e, 1, -1) == 1 &&
@end
@if epoll-kill
while (epoll_pwait(ep, &e, 1, -1, &all) == 1 &&
@end
       read(ends[0], &c, 1) < 0)
	; /* another one took it */
_exit(0);
@end
@include lib/bytes.c
