@can hangup
#include <linux/fuse.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>

static int dev;
static char request[FUSE_MIN_READ_BUFFER + 4096];

/* Reads one request, and answers: an error will do. */
static int wait_for_event(void)
{
	struct fuse_in_header *in = (void *)request;
	struct {
		struct fuse_out_header out;
		struct fuse_init_out init;
	} reply = { .init = { .major = FUSE_KERNEL_VERSION,
			      .minor = FUSE_KERNEL_MINOR_VERSION,
			      .max_write = 4096 } };

	if (read(dev, request, sizeof(request)) < 0)
		return errno;
	reply.out.unique = in->unique;
	reply.out.error = in->opcode == FUSE_INIT ? 0 : -EIO;
	reply.out.len = in->opcode == FUSE_INIT ? sizeof(reply) :
						  sizeof(reply.out);
	return write(dev, &reply, reply.out.len) < 0 ? errno : 0;
}

static void site_open(void)
{
	char options[64];

	dev = open("/dev/fuse", O_RDWR);
	sprintf(options, "fd=%d,rootmode=40000,user_id=0,group_id=0", dev);
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("reproducer", "/tmp", "fuse", 0, options))
		err(2, "not tried: FUSE on /tmp, in a name space of our own");
	if (wait_for_event())
		err(2, "not tried: FUSE_INIT");
}

@if post
/* A process asks, at our priority: here it gets as far as to its sleep. */
static void post(void)
{
	struct stat st;

	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(dev);
		_exit(stat("/tmp", &st));
	}
	sched_yield();
}

@end
@if ready
static int ready(void)
{
	return poll(&(struct pollfd){ dev, POLLIN, 0 }, 1, 0);
}

@end
@if hangup
static void hang_up(void)
{
	umount2("/tmp", MNT_FORCE);
}

@end
