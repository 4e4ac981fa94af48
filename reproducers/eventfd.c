@in top
#include <poll.h>
#include <sys/eventfd.h>

static eventfd_t one;
static int fd;
@end
@in open
fd = eventfd(0, EFD_SEMAPHORE);
if (fd < 0)
	err(2, "not tried: eventfd");
@end
@in wait
_exit(eventfd_read(fd, &one) < 0);
@end
@in post
if (eventfd_write(fd, 1))
	err(2, "not tried: write");
@end
@in ready
return poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0) ? asleep : -asleep;
@end
