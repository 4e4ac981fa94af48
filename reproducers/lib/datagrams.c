@in wait
@if unix-peek udp-peek
_exit(recv(rx, NULL, 0, MSG_PEEK) < 0); /* one is for all */
@end
@if unix-recv udp-recv
_exit(recv(rx, NULL, 0, 0) < 0);
@end
@end
@in post
if (send(tx, "x", 1, MSG_DONTWAIT) != 1)
	err(2, "not tried: send");
@end
@in ready
return poll(&(struct pollfd){ rx, POLLIN, 0 }, 1, 0) ? asleep : -asleep;
@end
@in hangup
shutdown(rx, SHUT_RDWR);
@end
