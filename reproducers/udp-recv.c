#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

static int rx, tx;

static void site_open(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr *addr = (struct sockaddr *)&in;
	socklen_t len = sizeof(in);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	rx = socket(AF_INET, SOCK_DGRAM, 0);
	tx = socket(AF_INET, SOCK_DGRAM, 0);
	if (bind(rx, addr, len) || getsockname(rx, addr, &len) ||
	    connect(tx, addr, len))
		err(2, "not tried: UDP on the loopback");
}

@include lib/datagrams.c
