// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "guest/frame.h"
#include "util.h"

#define MARK	    "@ws "
#define MARK_LEN    (sizeof(MARK) - 1)
#define BODY_AT	    (MARK_LEN + 9) /* behind the CRC and its blank */
#define BUFFER_SIZE (FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX)

/* A noisy line may hold marks that begin no frame; no more are tried, so that a
 * hostile one can't make us sum it over and over. */
#define MARKS_TRIED 8

static uint32_t checksum(const char *data, size_t n)
{
	return crc32(crc32(0, NULL, 0), (const unsigned char *)data, n);
}

long frame_write(char *out, size_t size, enum frame_kind kind, uint32_t seq,
		 const char *payload, size_t len)
{
	char crc[16];
	int head;

	if (len > FRAME_PAYLOAD_MAX || size < len + FRAME_HEAD_MAX)
		return -EMSGSIZE;
	if (memchr(payload, '\n', len))
		return -EINVAL;
	head = snprintf(out + BODY_AT, size - BODY_AT, "%u %c %zu ", seq, kind,
			len);
	memcpy(out + BODY_AT + head, payload, len);
	snprintf(crc, sizeof(crc), "%08x ",
		 checksum(out + BODY_AT, head + len));
	memcpy(out, MARK, MARK_LEN);
	memcpy(out + MARK_LEN, crc, BODY_AT - MARK_LEN);
	out[BODY_AT + head + len] = '\n';
	return BODY_AT + head + len + 1;
}

int frame_reader_init(struct frame_reader *r)
{
	*r = (struct frame_reader){ .buffer = malloc(BUFFER_SIZE) };
	return r->buffer ? 0 : -ENOMEM;
}

void frame_reader_free(struct frame_reader *r)
{
	free(r->buffer);
	r->buffer = NULL;
}

size_t frame_feed(struct frame_reader *r, const char *data, size_t n)
{
	memmove(r->buffer, r->buffer + r->start, r->fill - r->start);
	r->fill -= r->start;
	r->start = 0;
	if (n > BUFFER_SIZE - r->fill)
		n = BUFFER_SIZE - r->fill;
	memcpy(r->buffer + r->fill, data, n);
	r->fill += n;
	return n;
}

/* A run of digits and one blank behind it: the number, or false. */
static bool number(const char **at, int base, uint64_t max, uint64_t *value)
{
	char *end;

	/* strtoull() would take blanks, signs and 0x as well. */
	if (!strchr("0123456789abcdef", **at) || !**at)
		return false;
	errno = 0;
	*value = strtoull(*at, &end, base);
	if (errno || *end != ' ' || *value > max)
		return false;
	*at = end + 1;
	return true;
}

static bool known_kind(char c)
{
	return c == FRAME_READY || c == FRAME_LINE || c == FRAME_BEAT ||
	       c == FRAME_END;
}

/* Does a sound frame begin at the mark, and end with the line (at end)? */
static bool parse(const char *at, const char *end, struct frame *f)
{
	uint64_t crc, seq, len;
	const char *body;

	at += MARK_LEN;
	if (!number(&at, 16, UINT32_MAX, &crc))
		return false;
	body = at;
	if (!number(&at, 10, UINT32_MAX, &seq) || !known_kind(at[0]) ||
	    at[1] != ' ')
		return false;
	f->kind = (enum frame_kind)at[0];
	at += 2;
	if (!number(&at, 10, FRAME_PAYLOAD_MAX, &len) ||
	    len != (size_t)(end - at) || checksum(body, end - body) != crc)
		return false;
	f->seq = seq;
	f->payload = at;
	f->len = len;
	return true;
}

/* Look for a frame that ends with this line; noise may stand before it. */
static bool find_frame(const char *line, const char *end, struct frame *f)
{
	int tries;

	for (tries = 0; tries < MARKS_TRIED; tries++) {
		line = memmem(line, end - line, MARK, MARK_LEN);
		if (!line)
			return false;
		if (parse(line, end, f))
			return true;
		line += MARK_LEN;
	}
	return false;
}

/* The next line, its newline made a NUL; NULL: more bytes are needed. */
static char *next_line(struct frame_reader *r, char **end)
{
	char *line = r->buffer + r->start;

	*end = memchr(line, '\n', r->fill - r->start);
	if (*end) {
		**end = '\0';
		r->start = *end + 1 - r->buffer;
		return line;
	}
	if (r->fill - r->start == BUFFER_SIZE) {
		r->start = r->fill;
		r->skipping = true;
	}
	return NULL;
}

bool frame_next(struct frame_reader *r, struct frame *f)
{
	char *line, *end;
	bool skip;

	while ((line = next_line(r, &end))) {
		skip = r->skipping;
		r->skipping = false;
		if (skip || !find_frame(line, end, f)) {
			r->garbage++;
			continue;
		}
		/* A number from the past is a frame that we have seen. */
		if (f->seq < r->next) {
			r->garbage++;
			continue;
		}
		r->lost += f->seq - r->next;
		r->next = f->seq + 1;
		return true;
	}
	return false;
}
