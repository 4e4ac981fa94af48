@if post
static void post(void)
{
	if (write(ends[1], "x", 1) != 1)
		err(2, "not tried: write");
}

@end
@if ready
/* Not by poll(), which changes how a pipe or an epoll wakes. */
static int ready(void)
{
	int bytes = 0;

	return !ioctl(ends[0], FIONREAD, &bytes) && bytes;
}

@end
@if hangup
static void hang_up(void)
{
	close(ends[1]);
}

@end
