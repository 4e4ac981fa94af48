@if unix-dgram
@can resize
@end
@can hangup
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static int rx, tx;
static struct sockaddr_un addr;
static socklen_t len;

static int wait_for_event(void)
{
	return send(tx, "x", 1, MSG_NOSIGNAL) < 0 ? errno : 0;
}

static void bind_any(int fd)
{
	addr.sun_family = AF_UNIX;
	len = sizeof(addr);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(sa_family_t)) ||
	    getsockname(fd, (struct sockaddr *)&addr, &len))
		err(2, "not tried: bind");
}

static void site_open(void)
{
	int size = 1 << 20; /* what is to be full is the receiver */

	rx = socket(AF_UNIX, SOCK_DGRAM, 0);
	tx = socket(AF_UNIX, SOCK_DGRAM, 0);
	bind_any(rx);
	if (connect(tx, (struct sockaddr *)&addr, len) ||
	    setsockopt(tx, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)))
		err(2, "not tried: a sender");
	while (send(tx, "x", 1, MSG_DONTWAIT) == 1)
		;
}

@if post
static void post(void)
{
	char c;

	if (recv(rx, &c, 1, MSG_DONTWAIT) != 1)
		err(2, "not tried: recv");
}

@end
@if ready
@if !resize
/* Asked by a socket that never sends, for the sender may be full, too. */
static int ready(void)
{
	struct pollfd p = { socket(AF_UNIX, SOCK_DGRAM, 0), POLLOUT, 0 };
	int room;

	connect(p.fd, (struct sockaddr *)&addr, len);
	room = poll(&p, 1, 0);
	close(p.fd);
	return room;
}

@end
@if resize
static int ready(void)
{
	return 1; /* whoever is connected to may send to a full queue */
}

@end
@end
@if resize
static void resize(void)
{
	bind_any(tx);
	if (connect(rx, (struct sockaddr *)&addr, len))
		err(2, "not tried: connect");
}

@end
@if hangup
static void hang_up(void)
{
@if unix-dgram
	close(rx);
@end
@if unix-dgram-shutdown
	shutdown(rx, SHUT_RDWR);
@end
}

@end
