/* SPDX-License-Identifier: GPL-2.0 */
/* An AF_UNIX datagram socket whose queue is full, and who sends to it. */
#ifndef DGRAM_QUEUE_H
#define DGRAM_QUEUE_H

#include "stressors/lib/sock.h"

struct dgram_queue {
	struct sock_site sock;
	int probe;	   /* connected to the receiver; never sends */
	atomic_bool ready; /* no longer a matter of room */
};

/* Hooks of stressors whose site this is.  Waiters use sock_send(). */
int dgram_queue_open(void *site);
void dgram_queue_close(void *site);
int dgram_queue_post(void *site);
int dgram_queue_ready(void *site);
int dgram_queue_fill(void *site);

#endif
