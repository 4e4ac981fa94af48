/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two NFC devices that the kernel simulates, with a link between them
 * (drivers/nfc/nfcsim.c).  A frame takes 3 to 10 ms.
 */
#ifndef NFC_LINK_H
#define NFC_LINK_H

#include "stressors/lib/genl.h"

enum { NFC_INITIATOR, NFC_TARGET }; /* devices */

struct nfc_link {
	struct genl genl;
	uint32_t target; /* its number for the initiator */
};

/* Bring both up, and let one find the other.  0 or -errno; nfc_link_close() in
 * either case. */
int nfc_link_open(struct nfc_link *l);
void nfc_link_close(struct nfc_link *l);

/* The initiator cuts the link. */
int nfc_link_cut(struct nfc_link *l);

/* A socket of the initiator that listens, or -errno. */
int nfc_listen(int backlog);

/* A socket of the target, on its way to that listener; or -errno. */
int nfc_connect(void);

#endif
