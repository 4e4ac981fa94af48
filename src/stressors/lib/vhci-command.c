// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "stressors/lib/vhci-wire.h"
#include "util.h"

/* From net/bluetooth/hci.h and the Bluetooth specification. */
enum {
	CONN_COMPLETE = 0x03,
	DISCONNECTED = 0x05,
	REMOTE_FEATURES = 0x0b,
	CMD_COMPLETE = 0x0e,
	CMD_STATUS = 0x0f,
	SYNC_CONN_COMPLETE = 0x2c,
};

enum {
	CONNECT = 0x0405,
	DISCONNECT = 0x0406,
	READ_REMOTE_FEATURES = 0x041b,
	REJECT_SYNC_CONN = 0x042a,
	READ_VERSION = 0x1001,
	READ_COMMANDS = 0x1002,
	READ_FEATURES = 0x1003,
	READ_ADDRESS = 0x1009,
	LE_READ_FEATURES = 0x2003,
	LE_REJECT_CHANNEL = 0x2067,
};

#define REJECTED   0x0d
#define ASYNC_LINK 1

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
		{ READ_VERSION, 8 },
		{ READ_COMMANDS, 64 },
		{ READ_FEATURES, 8 },
		{ 0x1005, 7 }, /* buffers */
		{ READ_ADDRESS, 6 },
		{ LE_READ_FEATURES, 8 },
		{ 0x200f, 1 }, /* length of the list of devices */
		{ 0x201c, 8 }, /* states */
		{ 0x2060, 6 }, /* buffers, those for channels too */
		{ LE_REJECT_CHANNEL, 2 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
		if (answers[i].opcode == opcode)
			return answers[i].size;
	return 0;
}

/*
 * Ones everywhere are an old and simple controller, with buffers and a name.
 * But it is of version 1.2, and can read the voice setting: newer kernels take
 * no synchronous connections else.  One for Low Energy can do nothing but that,
 * and take isochronous channels.
 */
static void fill(const struct vhci *v, uint16_t opcode, uint8_t *data)
{
	if (opcode == READ_VERSION)
		data[0] = 2;
	if (opcode == READ_COMMANDS) {
		memset(data, 0, 64);
		data[9] = 0x04;
		data[41] = 0x20;
	}
	if (opcode == READ_ADDRESS)
		memcpy(data, &v->address, sizeof(v->address));
	if (opcode == READ_FEATURES && v->kind == VHCI_LE) {
		memset(data, 0, 8);
		data[4] = 0x60;
	}
	if (opcode == LE_READ_FEATURES) {
		memset(data, 0, 8);
		data[3] = 0x20;
	}
}

static void complete(const struct vhci *v, uint16_t opcode)
{
	struct {
		uint8_t credits;
		uint16_t opcode;
		uint8_t status, data[248];
	} __attribute__((packed)) e = { .credits = 1, .opcode = opcode };

	memset(e.data, 1, sizeof(e.data));
	fill(v, opcode, e.data);
	vhci_tell(v, CMD_COMPLETE, &e, 4u + answer_size(opcode));
}

static void begin(const struct vhci *v, uint16_t opcode)
{
	const struct {
		uint8_t status, credits;
		uint16_t opcode;
	} e = { .credits = 1, .opcode = opcode };

	vhci_tell(v, CMD_STATUS, &e, sizeof(e));
}

static void connected(struct vhci *v, const struct vhci_command *c)
{
	const struct {
		uint8_t status;
		uint16_t handle;
		struct vhci_address from;
		uint8_t link, encrypted;
	} __attribute__((packed))
	e = { .handle = VHCI_LINK, .from = c->from, .link = ASYNC_LINK };

	vhci_tell(v, CONN_COMPLETE, &e, sizeof(e));
}

static void has_no_features(struct vhci *v, const struct vhci_command *c)
{
	const struct {
		uint8_t status;
		uint16_t handle;
		uint8_t features[8];
	} __attribute__((packed)) e = { .handle = c->handle };

	vhci_tell(v, REMOTE_FEATURES, &e, sizeof(e));
}

static void disconnected(struct vhci *v, const struct vhci_command *c)
{
	const struct {
		uint8_t status;
		uint16_t handle;
		uint8_t reason;
	} __attribute__((packed))
	e = { .handle = c->handle, .reason = c->raw[2] };

	vhci_tell(v, DISCONNECTED, &e, sizeof(e));
}

static void sync_is_over(struct vhci *v, const struct vhci_command *c)
{
	const struct {
		uint8_t status;
		uint16_t handle;
		struct vhci_address from;
		uint8_t link, rest[7];
	} __attribute__((packed)) e = { .status = REJECTED, .from = c->from };

	unsigned n;

	memcpy(&n, &c->from.b[1], sizeof(n));
	vhci_gone(v, n);
	vhci_tell(v, SYNC_CONN_COMPLETE, &e, sizeof(e));
}

static void channel_is_over(struct vhci *v, const struct vhci_command *c)
{
	vhci_gone(v, c->handle - VHCI_LINK - 1u);
	disconnected(v, c);
}

void vhci_obey(struct vhci *v, const struct vhci_command *c)
{
	static const struct {
		uint16_t opcode;
		void (*first)(const struct vhci *v, uint16_t opcode);
		void (*then)(struct vhci *v, const struct vhci_command *c);
	} orders[] = {
		{ CONNECT, begin, connected },
		{ DISCONNECT, begin, disconnected },
		{ READ_REMOTE_FEATURES, begin, has_no_features },
		{ REJECT_SYNC_CONN, begin, sync_is_over },
		{ LE_REJECT_CHANNEL, complete, channel_is_over },
	};

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
		if (orders[i].opcode == c->opcode) {
			orders[i].first(v, c->opcode);
			orders[i].then(v, c);
			return;
		}
	complete(v, c->opcode);
}
