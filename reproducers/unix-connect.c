@in top
@if !hangup
#include <poll.h>
@end
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un addr = { .sun_family = AF_UNIX };
static socklen_t len = sizeof(addr);
static int listener;
@end
@in open
listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
if (bind(listener, (void *)&addr, sizeof(sa_family_t)) ||
    getsockname(listener, (void *)&addr, &len) || listen(listener, 0) ||
    connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&addr, len))
	err(2, "not tried: a listener whose backlog is full");
@end
@in wait
int fd = socket(AF_UNIX, SOCK_STREAM, 0);

_exit(connect(fd, (void *)&addr, len) < 0);
@end
@in post
if (accept(listener, NULL, NULL) < 0)
	err(2, "not tried: accept");
@end
@in ready
/* A backlog of 0 has room while nobody is in it. */
return poll(&(struct pollfd){ listener, POLLIN, 0 }, 1, 0) ? -asleep :
							     asleep;
@end
@in hangup
@if unix-connect
close(listener);
@end
@if unix-connect-shutdown
shutdown(listener, SHUT_RDWR);
@end
@end
