/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Run a command of ours as a child and send each line that it writes to
 * standard output to whoever watches, as a frame, with beats between: what
 * process 1 of a guest does, and on this machine a process in its place.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/frame.h"
#include "util.h"

/* The frames' way out, and the line of standard output that is coming in. */
struct relay {
	int out;
	uint32_t seq;
	char *frame; /* FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX bytes */
	char *text;  /* FRAME_PAYLOAD_MAX bytes */
	size_t fill;
	bool too_long;
};

/* Frames go to descriptor out.  0, or STATUS_BROKEN after a complaint.  Its
 * memory is in use until the process ends. */
int relay_open(struct relay *r, int out);

/* Send a frame of a few words. */
void relay_tell(struct relay *r, enum frame_kind kind, const char *fmt, ...)
	PRINTF(3, 4);

/*
 * Run argv by this very program, in a session of its own, which does not
 * outlive us.  Its exit status, 128 + the signal that ended it, or
 * STATUS_BROKEN after a complaint.
 */
int relay_run(struct relay *r, char **argv);

#endif
