@in top
@if !hangup
#include <sys/ioctl.h>

@end
static int ends[2];
static char c;
@if !hangup
static int bytes;
@end
@end
@in open
if (pipe(ends))
	err(2, "not tried: pipe");
@end
@in wait
_exit(read(ends[0], &c, 1) < 0);
@end
@include lib/bytes.c
