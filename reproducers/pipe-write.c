@in top
#include <fcntl.h>
@if !hangup
#include <sys/ioctl.h>
@end

static char page[65536];
static int ends[2];
@if !hangup
static int bytes;
@end
@end
@in open
if (pipe(ends) || fcntl(ends[1], F_SETPIPE_SZ, 2 * getpagesize()) < 0 ||
    write(ends[1], page, 2 * getpagesize()) != 2 * getpagesize())
	err(2, "not tried: a full pipe");
@if hangup
signal(SIGPIPE, SIG_IGN);
@end
@end
@in wait
_exit(write(ends[1], page, getpagesize()) < 0);
@end
@in post
if (read(ends[0], page, getpagesize()) != getpagesize())
	err(2, "not tried: read");
@end
@in ready
ioctl(ends[0], FIONREAD, &bytes); /* poll() changes how it wakes */
return bytes < fcntl(ends[0], F_GETPIPE_SZ) ? asleep : -asleep;
@end
@in resize
if (fcntl(ends[1], F_SETPIPE_SZ, 4 * getpagesize()) < 0)
	err(2, "not tried: F_SETPIPE_SZ");
@end
@in hangup
close(ends[0]);
@end
