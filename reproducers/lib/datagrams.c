@can hangup
@if unix-peek udp-peek
/* A datagram is for all who look at it. */
static int wait_for_event(void)
{
	char c;

	return recv(rx, &c, 1, MSG_PEEK) < 0 ? errno : 0;
}

@end
@if unix-recv udp-recv
static int wait_for_event(void)
{
	char c;

	return recv(rx, &c, 1, 0) < 0 ? errno : 0;
}

@end
@if post
static void post(void)
{
	if (send(tx, "x", 1, MSG_DONTWAIT) != 1)
		err(2, "not tried: send");
}

@end
@if ready
static int ready(void)
{
	return poll(&(struct pollfd){ rx, POLLIN, 0 }, 1, 0);
}

@end
@if hangup
static void hang_up(void)
{
	shutdown(rx, SHUT_RDWR);
}

@end
