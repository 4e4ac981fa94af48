/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What goes over the wire between the kernel and a virtual controller: private
 * to lib/vhci*.c.  All numbers are little-endian, as the machines that we run
 * on are.
 */
#ifndef VHCI_WIRE_H
#define VHCI_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "stressors/lib/vhci.h"

enum { COMMAND = 1, ACL = 2, EVENT = 4, VENDOR = 0xff }; /* packets */

struct vhci_command {
	uint8_t packet;
	uint16_t opcode;
	uint8_t len;
	union {
		struct vhci_address from;
		uint16_t handle;
		uint8_t raw[255];
	};
} __attribute__((packed));

#define VHCI_FRAME 512 /* bytes of data that no frame exceeds */

struct vhci_frame {
	uint8_t packet;
	uint16_t link, size; /* of all that follows */
	uint16_t len, channel;
	uint8_t data[VHCI_FRAME];
} __attribute__((packed));

/* Tell the kernel of an event.  0 or -errno. */
int vhci_tell(const struct vhci *v, uint8_t code, const void *data, size_t len);

/* Send data over that channel of the link.  0 or -errno. */
int vhci_send(const struct vhci *v, uint16_t channel, const void *data,
	      size_t len);

/* A device of Low Energy links to the controller.  0 or -errno. */
int vhci_call(const struct vhci *v);

/* Ask for something that the kernel answers at once, and in its turn. */
int vhci_ask(const struct vhci *v);

/* A request begins; the kernel is through with one. */
void vhci_asked(struct vhci *v);
void vhci_answered(struct vhci *v);

/* The kernel takes leave of the connection that request n has opened. */
void vhci_gone(struct vhci *v, unsigned n);

/* The kernel gives the controller a command. */
void vhci_obey(struct vhci *v, const struct vhci_command *c);

/* The kernel sends the remote device a frame. */
void vhci_take(struct vhci *v, const struct vhci_frame *f);

/* A channel to RFCOMM is there, by its kernel's end; a frame came over it.
 * True: with that, the kernel has done all that it has to do. */
void vhci_rfcomm_begin(const struct vhci *v, uint16_t channel);
bool vhci_rfcomm_take(const struct vhci *v, uint16_t channel,
		      const uint8_t *data);

#endif
