// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <sys/socket.h>

#include "stressors/lib/vhci-mgmt.h"
#include "stressors/lib/vhci.h"
#include "util.h"

/* From include/net/bluetooth. */
#define NO_DEVICE	0xffff
#define CHANNEL_CONTROL 3
#define SET_EXP_FEATURE 0x004a

int vhci_switch_iso(bool on)
{
	const struct {
		sa_family_t family;
		uint16_t device, channel;
	} control = { AF_BLUETOOTH, NO_DEVICE, CHANNEL_CONTROL };
	const struct {
		uint16_t opcode, device, len;
		uint8_t feature[16], on;
	} __attribute__((packed)) set = {
		.opcode = SET_EXP_FEATURE,
		.device = NO_DEVICE,
		.len = sizeof(set.feature) + sizeof(set.on),
		.feature = { 0x3e, 0xe0, 0xb4, 0xfd, 0xdd, 0xd6, 0x85, 0x98,
			     0x6a, 0x49, 0xe0, 0x05, 0x88, 0xf1, 0xba, 0x6f },
		.on = on,
	};
	int fd =
		SYS(socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC, BTPROTO_HCI));
	int ret;

	if (fd < 0)
		return fd;
	ret = SYS(bind(fd, (const struct sockaddr *)&control, sizeof(control)));
	if (!ret)
		ret = full(write(fd, &set, sizeof(set)), sizeof(set));
	close(fd);
	return ret;
}
