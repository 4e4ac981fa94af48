@in post
if (write(ends[1], "x", 1) != 1)
	err(2, "not tried: write");
@end
@in ready
ioctl(ends[0], FIONREAD, &bytes); /* poll() changes how it wakes */
return bytes ? asleep : -asleep;
@end
@in hangup
close(ends[1]);
@end
