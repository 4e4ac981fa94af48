// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "guest/progress.h"
#include "measure/clock.h"
#include "say.h"

#define SILENCE_NS (60 * SEC_NS)
#define COLUMNS	   79

void pace_add(struct pace *p, int run, uint64_t took_ns)
{
	p->ns[run] += took_ns;
	p->n[run]++;
}

/* What one of that run takes; 0: unknown. */
static uint64_t pace_of(const struct pace *p, int run)
{
	uint64_t ns = 0;
	int n = 0;

	if (p->n[run])
		return p->ns[run] / (uint64_t)p->n[run];
	for (int i = 0; i < MATRIX_RUNS; i++) {
		ns += p->ns[i];
		n += p->n[i];
	}
	return n ? ns / (uint64_t)n : 0;
}

uint64_t pace_to_go(const struct pace *p, const struct load *l)
{
	uint64_t left = 0, longest = 0, share;

	for (int i = 0; i < l->running; i++) {
		uint64_t takes = pace_of(p, l->run[i]);
		uint64_t more = takes > l->age_ns[i] ? takes - l->age_ns[i] : 0;

		longest = more > longest ? more : longest;
		left += more;
	}
	for (int i = 0; i < MATRIX_RUNS; i++)
		left += pace_of(p, i) * (uint64_t)l->pending[i];
	share = left / (uint64_t)(l->width ? l->width : 1);
	return share > longest ? share : longest;
}

void time_words(uint64_t ns, char *text, size_t size)
{
	uint64_t s = (ns + SEC_NS / 2) / SEC_NS, min = (s + 30) / 60;

	if (s < 100)
		snprintf(text, size, "%" PRIu64 " s", s);
	else if (min < 100)
		snprintf(text, size, "%" PRIu64 " min", min);
	else
		snprintf(text, size, "%" PRIu64 " h %" PRIu64 " min", min / 60,
			 min % 60);
}

void progress_open(struct progress *p)
{
	*p = (struct progress){ .tty = isatty(STDERR_FILENO),
				.said_ns = now_ns() };
}

void progress_close(struct progress *p)
{
	if (p->standing)
		fputs("\r\033[K", stderr);
	p->standing = false;
}

void progress_note(struct progress *p, const char *text)
{
	progress_close(p);
	note("%s", text);
	p->said_ns = now_ns();
}

/* The cursor goes back to the first column: what others say begins there. */
void progress_show(struct progress *p, const char *text)
{
	if (p->tty) {
		fprintf(stderr, "\r\033[K%.*s\r", COLUMNS, text);
		p->standing = true;
	} else if (now_ns() - p->said_ns >= SILENCE_NS) {
		progress_note(p, text);
	}
}
