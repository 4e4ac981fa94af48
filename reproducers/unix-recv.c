@in top
@if !hangup
#include <poll.h>
@end
#include <sys/socket.h>

static int ends[2], rx, tx;
@end
@in open
if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends))
	err(2, "not tried: socketpair");
rx = ends[0];
tx = ends[1];
@end
@include lib/datagrams.c
