// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "stressors/lib/vhci-wire.h"
#include "util.h"

#define HCIDEVUP   _IOW('H', 201, int)
#define HCIDEVDOWN _IOW('H', 202, int)

int vhci_tell(const struct vhci *v, uint8_t code, const void *data, size_t len)
{
	uint8_t head[] = { EVENT, code, (uint8_t)len };
	struct iovec parts[] = {
		{ .iov_base = head, .iov_len = sizeof(head) },
		{ .iov_base = (void *)data, .iov_len = len },
	};

	return full(writev(v->fd, parts, ARRAY_SIZE(parts)),
		    sizeof(head) + len);
}

int vhci_send(const struct vhci *v, uint16_t channel, const void *data,
	      size_t len)
{
	const size_t head = offsetof(struct vhci_frame, data);
	const size_t inner = offsetof(struct vhci_frame, len);
	struct vhci_frame f = {
		.packet = ACL,
		.link = VHCI_LINK | 0x2000, /* a whole frame */
		.size = (uint16_t)(head - inner + len),
		.len = (uint16_t)len,
		.channel = channel,
	};

	memcpy(f.data, data, len);
	return full(write(v->fd, &f, head + len), head + len);
}

static void *controller(void *arg)
{
	struct vhci *v = arg;
	union {
		uint8_t packet;
		struct vhci_command command;
		struct vhci_frame frame;
	} in;

	while (read(v->fd, &in, sizeof(in)) > 0)
		if (in.packet == COMMAND)
			vhci_obey(v, &in.command);
		else if (in.packet == ACL)
			vhci_take(v, &in.frame);
	return NULL;
}

static int control(const struct vhci *v, unsigned long what)
{
	int fd =
		SYS(socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI));
	int ret;

	if (fd < 0)
		return fd;
	ret = SYS(ioctl(fd, what, (int)v->index));
	close(fd);
	return ret;
}

static int bring_up(const struct vhci *v)
{
	int ret = control(v, HCIDEVUP);

	if (ret && ret != -EALREADY)
		return ret;
	return v->kind == VHCI_LE ? vhci_call(v) : 0;
}

int vhci_open(struct vhci *v, enum vhci_kind kind)
{
	const uint8_t create[] = { VENDOR, 0 };
	struct {
		uint8_t packet, opcode;
		uint16_t index;
	} made;
	int ret;

	v->fd = SYS(open("/dev/vhci", O_RDWR | O_CLOEXEC));
	if (v->fd < 0)
		return v->fd;
	ret = full(write(v->fd, create, sizeof(create)), sizeof(create));
	if (!ret)
		ret = full(read(v->fd, &made, sizeof(made)), sizeof(made));
	if (ret)
		return ret;
	v->kind = kind;
	v->asked = v->answered = v->gone = 0;
	v->index = made.index;
	v->address = (struct vhci_address){
		{ (uint8_t)made.index, (uint8_t)(made.index >> 8), 1, 1, 1, 1 }
	};
	ret = -pthread_create(&v->thread, NULL, controller, v);
	if (ret)
		return ret;
	v->running = 1;
	return bring_up(v);
}

/* While there is a thread that answers: the kernel takes leave of each
 * connection, and waits 2 s for every answer. */
void vhci_close(struct vhci *v)
{
	if (v->running) {
		control(v, HCIDEVDOWN);
		pthread_cancel(v->thread);
		pthread_join(v->thread, NULL);
	}
	v->running = 0;
	fd_close(&v->fd);
}
