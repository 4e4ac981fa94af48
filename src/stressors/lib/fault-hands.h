/* SPDX-License-Identifier: GPL-2.0 */
/* Hands that fault, each in a page of its own that a userfaultfd watches. */
#ifndef FAULT_HANDS_H
#define FAULT_HANDS_H

#include <stdint.h>

#include "stressors/lib/hand.h"

#define FAULT_HANDS 4
#define FAULT_PAGE  4096

struct fault_hands {
	int fd;	     /* the userfaultfd */
	char *pages; /* in the process that has the hands */
	struct hand hand[FAULT_HANDS];
};

/* 0, or why there can be no userfaultfd. */
int fault_hands_allowed(void);

/* 0 or -errno; fault_hands_close() in either case, which ends all faults. */
int fault_hands_open(void *site);
void fault_hands_close(void *site);

/* Provide the page of that address, which ends the fault there.  0 or -errno.
 */
int fault_hands_help(const struct fault_hands *s, uintptr_t address);

#endif
