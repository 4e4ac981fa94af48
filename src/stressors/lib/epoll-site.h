/* SPDX-License-Identifier: GPL-2.0 */
/* A pipe, an epoll that watches it, and what epoll_wait() is good for. */
#ifndef EPOLL_SITE_H
#define EPOLL_SITE_H

#include <signal.h>
#include <stdint.h>

#include "stressors/lib/pipe-ends.h"

#define FOREVER UINT64_MAX

struct epoll_site {
	struct pipe_ends pipe;
	int ep;
};

/* Members of a stressor. */
int epoll_open(void *site);
void epoll_close(void *site);

/*
 * Sleep in ep with these signals blocked (NULL: as they are).  0 when there is
 * an event; -ETIMEDOUT after ns nanoseconds, milliseconds before 5.11; -errno.
 */
int epoll_sleep(int ep, uint64_t ns, const sigset_t *mask);

/*
 * Sleep in a new epoll with nothing in it but fd, with EPOLLEXCLUSIVE: such
 * sleepers are woken in the order in which they came.  As epoll_sleep().
 */
int epoll_sleep_alone(int fd, uint32_t events, uint64_t ns);

#endif
