// SPDX-License-Identifier: GPL-2.0
/*
 * RFCOMM as the remote device speaks it: it opens a session, and therein one
 * connection to the service; it closes what the kernel closes.
 *
 * The kernel's thread tells the state of a connection's lines in the session,
 * once it has woken who waits for the connection.
 */
#include "stressors/lib/vhci-wire.h"

enum { SABM = 0x2f, DISC = 0x43, UA = 0x63, UIH = 0xef };

#define FINAL	   0x10
#define SESSION	   0
#define CONNECTION (VHCI_SERVICE << 1)

/* The check of a frame's head, as TS 07.10 wants it. */
static uint8_t check(const uint8_t *data, size_t len)
{
	uint8_t crc = 0xff;

	for (size_t i = 0; i < len; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint8_t)((crc >> 1) ^ (crc & 1 ? 0xe0 : 0));
	}
	return (uint8_t)(0xff - crc);
}

static int say(const struct vhci *v, uint16_t channel, uint8_t type,
	       uint8_t connection)
{
	uint8_t frame[] = { (uint8_t)(connection << 2 | 3), type | FINAL, 1,
			    0 };

	frame[3] = check(frame, 3);
	return vhci_send(v, channel, frame, sizeof(frame));
}

void vhci_rfcomm_begin(const struct vhci *v, uint16_t channel)
{
	say(v, channel, SABM, SESSION);
}

bool vhci_rfcomm_take(const struct vhci *v, uint16_t channel,
		      const uint8_t *data)
{
	const uint8_t connection = data[0] >> 2;

	switch (data[1] & ~FINAL) {
	case UA:
		if (connection == SESSION)
			say(v, channel, SABM, CONNECTION);
		break;
	case DISC: say(v, channel, UA, connection); break;
	case UIH: return connection == SESSION;
	}
	return false;
}
