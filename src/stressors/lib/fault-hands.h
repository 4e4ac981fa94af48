/* SPDX-License-Identifier: GPL-2.0 */
/* Hands that fault, each in a page of its own that a userfaultfd watches. */
#ifndef FAULT_HANDS_H
#define FAULT_HANDS_H

#include "stressors/lib/hand.h"
#include "stressors/lib/user-faults.h"

#define FAULT_HANDS 4

struct fault_hands {
	int fd;	     /* the userfaultfd */
	char *pages; /* in the process that has the hands */
	struct hand hand[FAULT_HANDS];
};

/* 0 or -errno; fault_hands_close() in either case, which ends all faults. */
int fault_hands_open(void *site);
void fault_hands_close(void *site);

#endif
