/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A socket that is locked by a thread of ours in setsockopt(SO_LINGER).  The
 * kernel copies the first word of the option before it locks, and all of it
 * afterwards.  The second word lies in a page that userfaultfd lets us
 * withhold.
 */
#ifndef LOCKED_SOCK_H
#define LOCKED_SOCK_H

#include "stressors/lib/hand.h"

struct locked_sock {
	int sock, faults; /* userfaultfd */
	char *page;	  /* that is withheld, behind one that is there */
	struct hand holder;
};

/* Hooks of stressors whose site begins with it. */
int locked_sock_open(void *site); /* locks it */
void locked_sock_close(void *site);
int locked_sock_lock(void *site);
int locked_sock_release(void *site); /* gives the page */
int locked_sock_is_free(void *site);

#endif
