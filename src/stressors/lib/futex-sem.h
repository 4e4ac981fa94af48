/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A semaphore made of a futex.
 *
 * A waiter that dies between the wakeup and its look at the word would take the
 * wakeup with it.  Its robust list keeps that from happening: at its death the
 * kernel wakes one more at the word of a pending operation, when that names no
 * owner (handle_futex_death(), 5.5).  Hence the strange unit of an event: what
 * would be the owner's bits stays 0.
 *
 * There is no probe: an event may belong to a waiter that was woken and has yet
 * to look.
 */
#ifndef FUTEX_SEM_H
#define FUTEX_SEM_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define FUTEX_EVENT	(FUTEX_TID_MASK + 1u)
#define FUTEX_MAX_POSTS (UINT32_MAX / FUTEX_EVENT)

struct futex_sem {
	atomic_uint events; /* who comes sleeps here */
	atomic_uint behind; /* always 0 */
	atomic_uint *word;  /* of the two, where sleepers are woken */
	bool both;	    /* they sleep at both: futex_waitv(), from 5.16 */
};

int futex(atomic_uint *word, int op, unsigned value, const void *arg,
	  atomic_uint *other, unsigned expected);

/* As the members of struct stressor. */
int futex_sem_wait(void *site);
int futex_sem_wait_for(void *site, uint64_t ns);

/* Wake one at the word.  0 or -errno. */
int futex_sem_wake(struct futex_sem *s);

#endif
