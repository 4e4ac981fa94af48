/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NFS_REPLY_H
#define NFS_REPLY_H

#include <stdint.h>

#define NFS_REPLY_WORDS 64

/* The answer to a call of that many words, from its transaction number on, into
 * reply[].  All words are big-endian.  The number of its words; 0: no call. */
unsigned nfs_reply(const uint32_t *call, unsigned words,
		   uint32_t reply[NFS_REPLY_WORDS]);

#endif
