@in top
#include <fcntl.h>
#include <linux/fuse.h>
@if !hangup
#include <poll.h>
@end
#include <sys/mount.h>

static struct { struct fuse_out_header h; __u32 major; char rest[16384]; } m;
@if !hangup
static struct { struct fuse_out_header h; struct fuse_notify_retrieve_out r; }
event = { { sizeof(event), FUSE_NOTIFY_RETRIEVE, 0 }, { .nodeid = 1 } };
@end
static int fd;
@end
@in open
fd = open("/dev/fuse", O_RDWR);
sprintf(m.rest, "fd=%d,rootmode=100000,user_id=0,group_id=0", fd);
if (unshare(CLONE_NEWNS) ||
    mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
    mount("none", "/dev/fuse", "fuse", 0, m.rest) ||
    read(fd, &m, sizeof(m)) < 0)
	err(2, "not tried: FUSE, in a name space of our own");
m.h = (struct fuse_out_header){ sizeof(m.h) + 8, 0, m.h.unique };
m.major = FUSE_KERNEL_VERSION; /* and "unique" is where it was */
if (write(fd, &m, m.h.len) < 0)
	err(2, "not tried: FUSE_INIT");
@end
@in wait
_exit(read(fd, &m, sizeof(m)) < 0);
@end
@in post
if (write(fd, &event, sizeof(event)) < 0)
	err(2, "not tried: FUSE_NOTIFY_RETRIEVE");
@end
@in ready
return poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0) ? asleep : -asleep;
@end
@in hangup
umount2("/dev/fuse", MNT_FORCE);
@end
