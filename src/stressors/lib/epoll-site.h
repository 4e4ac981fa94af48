/* SPDX-License-Identifier: GPL-2.0 */
/* A source of events, an epoll that watches it, and ways to sleep there. */
#ifndef EPOLL_SITE_H
#define EPOLL_SITE_H

#include <signal.h>
#include <stdint.h>

#include "stressors/lib/pipe-ends.h"

#define FOREVER UINT64_MAX

/* Packets for which there is room in any socket. */
#define PACKETS 64

struct epoll_site {
	struct pipe_ends source;
	int ep;
};

/*
 * Members of a stressor.  The source is a socket that is used like a pipe: a
 * pipe would do, but wakes for each event only in some kernels and uses.
 */
int packets_open(void *site); /* without an epoll */
int epoll_open(void *site);
void epoll_close(void *site);

/* A new epoll that watches fd: its fd or -errno. */
int epoll_watch(int fd, uint32_t events);

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
