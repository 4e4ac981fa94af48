@in top
@if !hangup
#include <poll.h>
@end
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_un addr = { .sun_family = AF_UNIX };
static socklen_t len = sizeof(addr);
static int rx, tx, size = 1 << 20; /* what is to be full is the receiver */
@end
@in open
rx = socket(AF_UNIX, SOCK_DGRAM, 0);
tx = socket(AF_UNIX, SOCK_DGRAM, 0);
if (bind(rx, (void *)&addr, sizeof(sa_family_t)) ||
    getsockname(rx, (void *)&addr, &len) ||
    connect(tx, (void *)&addr, len) ||
    setsockopt(tx, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
	err(2, "not tried: a sender");
while (send(tx, "x", 1, MSG_DONTWAIT) == 1)
	; /* until the queue is full */
@end
@in wait
_exit(send(tx, "x", 1, MSG_NOSIGNAL) < 0);
@end
@in post
if (recv(rx, NULL, 0, MSG_DONTWAIT) < 0)
	err(2, "not tried: recv");
@end
@in ready
return poll(&(struct pollfd){ tx, POLLOUT, 0 }, 1, 0) ? asleep :
							  -asleep;
@end
@if unix-dgram
@in resize
if (bind(tx, (void *)&addr, sizeof(sa_family_t)) ||
    getsockname(tx, (void *)&addr, &len) ||
    connect(rx, (void *)&addr, len))
	err(2, "not tried: connect");
@end
@end
@in hangup
@if unix-dgram
close(rx);
@end
@if unix-dgram-shutdown
shutdown(rx, SHUT_RDWR);
@end
@end
