/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a guest talks to its host over a serial line that may drop bytes or mix
 * in others: one text line a frame,
 *
 *	@ws CRC SEQ KIND LEN PAYLOAD\n
 *
 * CRC: CRC-32 (zlib's) of all that follows its blank up to the newline, 8 hex
 * digits; SEQ: 0, 1, 2 ..., decimal; KIND: one letter; LEN: bytes of PAYLOAD,
 * which holds no newline.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_PAYLOAD_MAX (256 * 1024)
#define FRAME_HEAD_MAX	  48 /* bytes that a frame adds, newline included */

enum frame_kind {
	FRAME_READY = 'R', /* user space is up */
	FRAME_LINE = 'L',  /* a line of the command's standard output */
	FRAME_BEAT = 'B',  /* a number that changes while work gets done */
	FRAME_END = 'E',   /* exit status of the command; nothing follows */
};

struct frame {
	enum frame_kind kind;
	uint32_t seq;
	const char *payload; /* valid until the reader is used again; ends with
				a NUL that len does not count */
	size_t len;
};

/*
 * Write a frame into out.  Its length, or -EMSGSIZE (payload too long, or out
 * too small), or -EINVAL (a newline in the payload).
 */
long frame_write(char *out, size_t size, enum frame_kind kind, uint32_t seq,
		 const char *payload, size_t len);

struct frame_reader {
	char *buffer; /* bytes from start to fill are to be read */
	size_t start, fill;
	bool skipping;	  /* in a line too long to be a frame */
	uint32_t next;	  /* sequence number that comes next */
	uint64_t lost;	  /* frames missing between the ones that came */
	uint64_t garbage; /* lines that were no frame */
};

/* 0 or -ENOMEM. */
int frame_reader_init(struct frame_reader *r);
void frame_reader_free(struct frame_reader *r);

/* Take in up to n bytes; how many fitted.  Call frame_next() until it is dry
 * and come back with the rest. */
size_t frame_feed(struct frame_reader *r, const char *data, size_t n);

/* The next whole and sound frame: true, or false when more bytes are needed. */
bool frame_next(struct frame_reader *r, struct frame *f);

#endif
