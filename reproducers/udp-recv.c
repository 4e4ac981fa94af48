@in top
#include <netinet/in.h>
@if !hangup
#include <poll.h>
@end
#include <sys/socket.h>

static struct sockaddr_in addr = { .sin_family = AF_INET };
static socklen_t len = sizeof(addr);
static int rx, tx;
@end
@in open
addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
rx = socket(AF_INET, SOCK_DGRAM, 0);
tx = socket(AF_INET, SOCK_DGRAM, 0);
if (bind(rx, (void *)&addr, len) ||
    getsockname(rx, (void *)&addr, &len) ||
    connect(tx, (void *)&addr, len))
	err(2, "not tried: UDP on the loopback");
@end
@include lib/datagrams.c
