@can hangup
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

static int listener;
static struct sockaddr_un addr;
static socklen_t len;

static int dial(int flags)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | flags, 0);
	int ret = connect(fd, (struct sockaddr *)&addr, len) ? errno : 0;

	close(fd);
	return ret;
}

static int wait_for_event(void)
{
	return dial(0);
}

static void site_open(void)
{
	addr.sun_family = AF_UNIX;
	len = sizeof(addr);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (bind(listener, (struct sockaddr *)&addr, sizeof(sa_family_t)) ||
	    getsockname(listener, (struct sockaddr *)&addr, &len) ||
	    listen(listener, 0))
		err(2, "not tried: a listener");
	while (!dial(SOCK_NONBLOCK))
		; /* until its backlog is full */
}

@if post
static void post(void)
{
	if (close(accept(listener, NULL, NULL)))
		err(2, "not tried: accept");
}

@end
@if ready
/* A backlog of 0 has room while nobody is in it. */
static int ready(void)
{
	return !poll(&(struct pollfd){ listener, POLLIN, 0 }, 1, 0);
}

@end
@if hangup
static void hang_up(void)
{
@if unix-connect
	close(listener);
@end
@if unix-connect-shutdown
	shutdown(listener, SHUT_RDWR);
@end
}

@end
