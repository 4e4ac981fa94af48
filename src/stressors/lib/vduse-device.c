// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/vdpa.h>
#include <linux/vhost.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>

#include "stressors/lib/genl.h"
#include "stressors/lib/vduse-device.h"
#include "util.h"

#define DEVICE_BLOCK 2		  /* virtio's number of such a device */
#define FEATURES     (3ull << 32) /* VERSION_1, ACCESS_PLATFORM */
#define ACKNOWLEDGE  1		  /* a status */
#define MOST_DRIVERS 64
#define MOST_TRIES   1000

/* /dev/vduse/NAME. */
static int make_daemon(struct vduse_device *d)
{
	struct vduse_dev_config config = { .device_id = DEVICE_BLOCK,
					   .features = FEATURES,
					   .vq_num = 1,
					   .vq_align = 4096 };
	struct vduse_vq_config queue = { .max_size = 64 };
	uint64_t version = 0;
	int fd = SYS(open("/dev/vduse/control", O_RDWR | O_CLOEXEC)), ret;
	char path[64];

	if (fd < 0)
		return fd;
	strcpy(config.name, d->name);
	ret = SYS(ioctl(fd, VDUSE_SET_API_VERSION, &version));
	if (!ret)
		ret = SYS(ioctl(fd, VDUSE_CREATE_DEV, &config));
	close(fd);
	if (ret)
		return ret;
	snprintf(path, sizeof(path), "/dev/vduse/%s", d->name);
	d->daemon = SYS(open(path, O_RDWR | O_CLOEXEC));
	return d->daemon < 0 ? d->daemon
			     : SYS(ioctl(d->daemon, VDUSE_VQ_SETUP, &queue));
}

/* The number of /dev/vhost-vdpa-N, or -errno. */
static int find_driver(const struct vduse_device *d)
{
	char path[96];

	for (int n = 0; n < MOST_DRIVERS; n++) {
		snprintf(path, sizeof(path),
			 "/sys/bus/vdpa/devices/%s/vhost-vdpa-%d", d->name, n);
		if (!access(path, F_OK))
			return n;
	}
	return -ENODEV;
}

/* The hand's call: open the driver, which resets it; change its status; or
 * close it.  Each sends a message, and sleeps until it is answered. */
static void change(void *site)
{
	struct vduse_device *d = site;
	uint8_t status = ACKNOWLEDGE;
	char path[32];

	if (d->closing) {
		fd_close(&d->driver);
	} else if (d->driver >= 0) {
		ioctl(d->driver, VHOST_VDPA_SET_STATUS, &status);
	} else {
		unshare(CLONE_FILES); /* nobody inherits it */
		snprintf(path, sizeof(path), "/dev/vhost-vdpa-%d",
			 find_driver(d));
		d->driver = SYS(open(path, O_RDWR | O_CLOEXEC));
	}
}

static int answer_next(struct vduse_device *d)
{
	struct vduse_dev_request r;
	int ret = full(read(d->daemon, &r, sizeof(r)), sizeof(r));

	return ret ? ret : vduse_device_answer(d, r.request_id);
}

int vduse_device_open(void *site)
{
	struct vduse_device *d = site;
	const struct genl_string add[] = { { VDPA_ATTR_MGMTDEV_DEV_NAME,
					     "vduse" },
					   { VDPA_ATTR_DEV_NAME, d->name } };
	int ret;

	d->daemon = d->driver = -1;
	snprintf(d->name, sizeof(d->name), "wakestorm%d", getpid());
	ret = make_daemon(d);
	if (!ret)
		ret = genl_command(VDPA_GENL_NAME, VDPA_CMD_DEV_NEW, add,
				   ARRAY_SIZE(add));
	if (!ret)
		ret = hand_start(&d->hand, change, d);
	if (!ret)
		ret = vduse_device_change(d);
	if (!ret)
		ret = answer_next(d);
	while (!ret && hand_busy(&d->hand))
		poll(NULL, 0, 1); /* it has its answer, and is on its way */
	return ret ? ret : d->driver < 0 ? d->driver : 0;
}

/* Answer until the hand is done, also what a reader took and died with. */
static void finish(struct vduse_device *d)
{
	for (int i = 0; i < MOST_TRIES && hand_busy(&d->hand); i++) {
		if (fd_ready(d->daemon, POLLIN) == 1)
			answer_next(d);
		else
			vduse_device_answer(d, d->messages - 1);
		sched_yield();
	}
}

/* The driver's end is a change, too: nobody would answer it at our exit. */
void vduse_device_close(void *site)
{
	struct vduse_device *d = site;

	if (d->driver >= 0) {
		finish(d);
		d->closing = true;
		vduse_device_change(d);
		finish(d);
	}
	fd_close(&d->daemon);
}

int vduse_device_change(struct vduse_device *d)
{
	int ret = hand_call(&d->hand);

	d->messages += !ret;
	return ret;
}

int vduse_device_answer(const struct vduse_device *d, unsigned message)
{
	struct vduse_dev_response r = { .request_id = message,
					.result = VDUSE_REQ_RESULT_OK };

	return full(write(d->daemon, &r, sizeof(r)), sizeof(r));
}
