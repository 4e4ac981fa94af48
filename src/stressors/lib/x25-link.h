/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An X.25 link by which calls come in: a TUN device that is gone with its
 * descriptor.  X.25 exists in the first network only; the index of the device
 * makes the address one that nobody else has.
 */
#ifndef X25_LINK_H
#define X25_LINK_H

#include <stdatomic.h>

#define X25_DIGITS 14 /* of an address */

struct x25_link {
	int tun;
	char digits[X25_DIGITS + 1]; /* the address that is called */
	atomic_uint calls;
};

/* sock: any X.25 socket.  0 or -errno; close l->tun in either case. */
int x25_link_open(struct x25_link *l, int sock);

/* One more call comes in.  0 or -errno. */
int x25_link_call(struct x25_link *l);

#endif
