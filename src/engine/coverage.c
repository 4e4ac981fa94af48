// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/kcov.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "engine/coverage.h"
#include "measure/random.h"
#include "util.h"

#define DEVICE	    "/sys/kernel/debug/kcov"
#define TRACE_WORDS 8192 /* blocks of one script that are kept, a task */
#define SEEN_BITS   (1u << 20)

/* The kernel writes: word 0 is the number of words behind it. */
struct trace {
	int fd;
	_Atomic(unsigned long) *word;
};

struct coverage {
	int tasks;
	struct trace *trace;
	unsigned char seen[SEEN_BITS / 8]; /* by hash: few share a bit */
};

static int trace_open(struct trace *t)
{
	void *map;

	t->fd = SYS(open(DEVICE, O_RDWR | O_CLOEXEC));
	if (t->fd < 0)
		return t->fd;
	if (ioctl(t->fd, KCOV_INIT_TRACE, TRACE_WORDS))
		return -errno;
	map = mmap(NULL, TRACE_WORDS * sizeof(*t->word), PROT_READ | PROT_WRITE,
		   MAP_SHARED, t->fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	t->word = map;
	return 0;
}

void coverage_close(struct coverage *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->tasks; i++) {
		struct trace *t = &c->trace[i];

		if (t->word)
			munmap(t->word, TRACE_WORDS * sizeof(*t->word));
		if (t->fd >= 0)
			close(t->fd);
	}
	free(c->trace);
	free(c);
}

struct coverage *coverage_open(int tasks)
{
	struct coverage *c;

	if (access(DEVICE, R_OK | W_OK))
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return NULL;
	c->trace = calloc(tasks, sizeof(*c->trace));
	while (c->trace && c->tasks < tasks)
		if (trace_open(&c->trace[c->tasks++]))
			break;
	if (c->trace && c->tasks == tasks && c->trace[tasks - 1].word)
		return c;
	coverage_close(c);
	return NULL;
}

void coverage_join(const struct coverage *c, int number)
{
	ioctl(c->trace[number].fd, KCOV_ENABLE, KCOV_TRACE_PC);
}

static bool is_first(struct coverage *c, unsigned long block)
{
	uint64_t state = block;
	unsigned bit = (unsigned)(random_next(&state) % SEEN_BITS);
	unsigned char mask = (unsigned char)(1 << bit % 8);
	bool first = !(c->seen[bit / 8] & mask);

	c->seen[bit / 8] |= mask;
	return first;
}

int coverage_news(struct coverage *c)
{
	int news = 0;

	for (int i = 0; i < c->tasks; i++) {
		_Atomic(unsigned long) *word = c->trace[i].word;
		unsigned long n = atomic_load(&word[0]);

		for (unsigned long k = 1; k <= n && k < TRACE_WORDS; k++)
			news += is_first(c, atomic_load(&word[k]));
		atomic_store(&word[0], 0);
	}
	return news;
}
