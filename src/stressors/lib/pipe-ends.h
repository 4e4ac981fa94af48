/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A pipe, empty or full: the first thing in the site of each stressor that
 * waits for one.
 */
#ifndef PIPE_ENDS_H
#define PIPE_ENDS_H

#include "util.h"

/* A write of a page fills one slot of the ring, whatever is in it already. */
#define PIPE_SLOT 4096

/* Bytes for which there is room in the smallest pipe. */
#define PIPE_BYTES PIPE_SLOT

/* Slots of a full pipe, and of one whose limit was raised. */
#define PIPE_SLOTS 2
#define PIPE_MORE  (2 * PIPE_SLOTS)

struct pipe_ends {
	int rd, wr;
};

extern const char pipe_page[PIPE_SLOT]; /* begins one, too */

/*
 * What follows are members of a stressor.
 */
int pipe_open_empty(void *site);
int pipe_open_nonblock(void *site); /* empty, and its reader never waits */
int pipe_open_full(void *site);
void pipe_ends_close(void *site);

/* One byte in, one byte out; room for one more page. */
int pipe_put(void *site);
int pipe_take(void *site);
int pipe_make_room(void *site);

/* As pipe_put() and pipe_make_room(), by vmsplice() and splice(). */
int pipe_put_memory(void *site);
int pipe_splice_out(void *site);

/*
 * ready().  Not by poll(): a pipe that was polled once wakes a reader at every
 * write, also at one that finds it not empty.
 */
int pipe_has_byte(void *site);
int pipe_has_room(void *site);

/* resize() and rearm() of a full pipe. */
int pipe_grow(void *site);
int pipe_fill(void *site);

/* shed() and hang_up(), where readers wait, and where writers do. */
void pipe_shed_writer(void *site);
int pipe_close_writer(void *site);
void pipe_shed_reader(void *site);
int pipe_close_reader(void *site);

#endif
