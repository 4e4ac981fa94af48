#include <poll.h>
#include <sys/eventfd.h>

static int fd;

static void site_open(void)
{
	fd = eventfd(0, EFD_SEMAPHORE);
	if (fd < 0)
		err(2, "not tried: eventfd");
}

static int wait_for_event(void)
{
	eventfd_t one;

	return eventfd_read(fd, &one) ? errno : 0;
}

@if post
static void post(void)
{
	if (eventfd_write(fd, 1))
		err(2, "not tried: write");
}

@end
@if ready
static int ready(void)
{
	return poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0);
}

@end
