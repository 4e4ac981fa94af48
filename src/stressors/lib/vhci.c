// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "stressors/lib/vhci.h"
#include "util.h"

/* From net/bluetooth/hci.h and the Bluetooth specification. */
#define BTPROTO_HCI 1
#define HCIDEVUP    _IOW('H', 201, int)

enum { COMMAND = 1, EVENT = 4, VENDOR = 0xff }; /* packets */

enum {
	CONN_REQUEST = 0x04,
	CMD_COMPLETE = 0x0e,
	CMD_STATUS = 0x0f,
	SYNC_CONN_COMPLETE = 0x2c,
};

#define REJECT_SYNC_CONN 0x042a
#define READ_VERSION	 0x1001
#define READ_COMMANDS	 0x1002
#define REJECTED	 0x0d

struct address {
	uint8_t b[6];
};

struct command {
	uint8_t packet;
	uint16_t opcode;
	uint8_t len;
	union {
		struct address from;
		uint8_t raw[255];
	};
} __attribute__((packed));

struct event {
	uint8_t packet, code, len;
	union {
		struct {
			struct address from;
			uint8_t class[3], link;
		} request;
		struct {
			uint8_t credits;
			uint16_t opcode;
			uint8_t status, data[248];
		} __attribute__((packed)) complete;
		struct {
			uint8_t status, credits;
			uint16_t opcode;
		} status;
		struct {
			uint8_t status;
			uint16_t handle;
			struct address from;
			uint8_t link, rest[7];
		} __attribute__((packed)) sync;
	};
} __attribute__((packed));

#define EVENT_HEADER 3

static int tell(int fd, uint8_t code, struct event *e, size_t len)
{
	e->packet = EVENT;
	e->code = code;
	e->len = (uint8_t)len;
	return full(write(fd, e, EVENT_HEADER + len), EVENT_HEADER + len);
}

/* Bytes behind the status, of answers that have more. */
static uint8_t answer_size(uint16_t opcode)
{
	static const struct {
		uint16_t opcode;
		uint8_t size;
	} answers[] = {
		{ 0x0c14, 248 }, /* local name */
		{ 0x0c23, 3 },	 /* class of device */
		{ 0x0c25, 2 },	 /* voice setting */
		{ 0x0c38, 1 },	 /* inquiry codes */
		{ 0x1001, 8 },	 /* version */
		{ 0x1002, 64 },	 /* commands */
		{ 0x1003, 8 },	 /* features */
		{ 0x1005, 7 },	 /* buffers */
		{ 0x1009, 6 },	 /* address */
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
		if (answers[i].opcode == opcode)
			return answers[i].size;
	return 0;
}

/*
 * Ones everywhere are an old and simple controller, with buffers and a name.
 * But it is of version 1.2, and can read the voice setting: newer kernels
 * take no synchronous connections else.
 */
static int complete(int fd, uint16_t opcode)
{
	struct event e = { .complete = { .credits = 1, .opcode = opcode } };

	memset(e.complete.data, opcode != READ_COMMANDS,
	       sizeof(e.complete.data));
	if (opcode == READ_VERSION)
		e.complete.data[0] = 2;
	if (opcode == READ_COMMANDS)
		e.complete.data[9] = 0x04;
	return tell(fd, CMD_COMPLETE, &e, 4u + answer_size(opcode));
}

static int connection_is_over(int fd, const struct command *c)
{
	struct event status = { .status = { .credits = 1,
					    .opcode = c->opcode } };
	struct event over = { .sync = { .status = REJECTED, .from = c->from } };
	int ret = tell(fd, CMD_STATUS, &status, sizeof(status.status));

	return ret ? ret
		   : tell(fd, SYNC_CONN_COMPLETE, &over, sizeof(over.sync));
}

static void *controller(void *arg)
{
	const struct vhci *v = arg;
	struct command c;

	while (read(v->fd, &c, sizeof(c)) > 0)
		if (c.packet == COMMAND && c.opcode == REJECT_SYNC_CONN)
			connection_is_over(v->fd, &c);
		else if (c.packet == COMMAND)
			complete(v->fd, c.opcode);
	return NULL;
}

static int bring_up(int index)
{
	int fd =
		SYS(socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI));
	int ret;

	if (fd < 0)
		return fd;
	ret = SYS(ioctl(fd, HCIDEVUP, index));
	close(fd);
	return ret == -EALREADY ? 0 : ret;
}

int vhci_open(struct vhci *v)
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
	if (!ret)
		ret = -pthread_create(&v->thread, NULL, controller, v);
	if (ret)
		return ret;
	v->running = 1;
	return bring_up(made.index);
}

void vhci_close(struct vhci *v)
{
	if (v->running) {
		pthread_cancel(v->thread);
		pthread_join(v->thread, NULL);
	}
	v->running = 0;
	fd_close(&v->fd);
}

int vhci_request_sco(const struct vhci *v, unsigned device)
{
	struct event e = { .request = { .from = { { 2 } } } };

	memcpy(&e.request.from.b[1], &device, sizeof(device));
	return tell(v->fd, CONN_REQUEST, &e, sizeof(e.request));
}
