/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For events that a kernel thread delivers: it has no real-time priority, so a
 * poster that has some must sleep for a moment, or nothing ever arrives.
 */
#ifndef ARRIVAL_H
#define ARRIVAL_H

/* Watch fd: what becomes readable is an edge.  A descriptor, or -errno. */
int arrival_watch(int fd);

/* Forget the edges of earlier events. */
void arrival_forget(int watch);

/* Until there is an edge, or until a waiter must have taken the event before we
 * could see it.  0 or -errno. */
int arrival_await(int watch);

#endif
