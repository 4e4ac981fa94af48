@can resize hangup
#include <sys/ioctl.h>

static int ends[2];
static char page[65536];

static int wait_for_event(void)
{
	return write(ends[1], page, getpagesize()) < 0 ? errno : 0;
}

static int ready(void)
{
	int bytes = 0;

	ioctl(ends[0], FIONREAD, &bytes);
	return bytes < fcntl(ends[0], F_GETPIPE_SZ);
}

static void site_open(void)
{
	if (pipe(ends) || fcntl(ends[1], F_SETPIPE_SZ, 2 * getpagesize()) < 0)
		err(2, "not tried: pipe");
@if hangup
	signal(SIGPIPE, SIG_IGN);
@end
	while (ready())
		wait_for_event();
}

@if post
static void post(void)
{
	if (read(ends[0], page, getpagesize()) != getpagesize())
		err(2, "not tried: read");
}

@end
@if resize
static void resize(void)
{
	if (fcntl(ends[1], F_SETPIPE_SZ, 4 * getpagesize()) < 0)
		err(2, "not tried: F_SETPIPE_SZ");
}

@end
@if hangup
static void hang_up(void)
{
	close(ends[0]);
}

@end
