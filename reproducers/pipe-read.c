@can hangup
#include <sys/ioctl.h>

static int ends[2];

static void site_open(void)
{
	if (pipe(ends))
		err(2, "not tried: pipe");
}

static int wait_for_event(void)
{
	char c;

	return read(ends[0], &c, 1) < 0 ? errno : 0;
}

@include lib/bytes.c
