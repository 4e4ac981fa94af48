// SPDX-License-Identifier: GPL-2.0
/*
 * ping-pong KIND ROUNDS [READERS]: what a wakeup costs at the least.  Tasks on one
 * CPU, two channels, one event there and back, and nothing else: no clock, no
 * bookkeeping.  READERS threads take turns at the far end.  Prints the CPU time of a
 * round trip, ns, for the machine may have other work, and its wakeups: who gives
 * way to the other in the middle of its post finds the answer there, and does not
 * sleep.
 */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/engine.h"
#include "util.h"

struct channel {
	int in, out, epoll;
	atomic_uint posted;
};

static int pipe_open(struct channel *c)
{
	int fd[2];

	if (pipe(fd))
		return -1;
	c->in = fd[1];
	c->out = fd[0];
	return 0;
}

static bool pipe_post(struct channel *c)
{
	char byte = 0;

	return write(c->in, &byte, 1) == 1;
}

static bool pipe_take(struct channel *c)
{
	char byte;

	return read(c->out, &byte, 1) == 1;
}

static int eventfd_open(struct channel *c)
{
	c->in = c->out = eventfd(0, EFD_SEMAPHORE);
	return c->in < 0 ? -1 : 0;
}

static bool eventfd_post(struct channel *c)
{
	const uint64_t one = 1;

	return write(c->in, &one, sizeof(one)) == sizeof(one);
}

static bool eventfd_take(struct channel *c)
{
	uint64_t one;

	return read(c->out, &one, sizeof(one)) == sizeof(one);
}

static int epoll_open(struct channel *c)
{
	struct epoll_event ev = { .events = EPOLLIN };

	c->epoll = epoll_create1(0);
	return eventfd_open(c) || c->epoll < 0 ||
	       epoll_ctl(c->epoll, EPOLL_CTL_ADD, c->out, &ev);
}

static bool epoll_take(struct channel *c)
{
	struct epoll_event ev;

	return epoll_wait(c->epoll, &ev, 1, -1) == 1 && eventfd_take(c);
}

static int futex_open(struct channel *c)
{
	atomic_init(&c->posted, 0);
	return 0;
}

static bool futex_post(struct channel *c)
{
	atomic_fetch_add(&c->posted, 1);
	return syscall(SYS_futex, &c->posted, FUTEX_WAKE_PRIVATE, 1) >= 0;
}

static bool futex_take(struct channel *c)
{
	unsigned n = atomic_load(&c->posted);

	while (!n || !atomic_compare_exchange_weak(&c->posted, &n, n - 1)) {
		if (!n)
			syscall(SYS_futex, &c->posted, FUTEX_WAIT_PRIVATE, 0,
				NULL);
		n = atomic_load(&c->posted);
	}
	return true;
}

static const struct kind {
	const char *name;
	int (*open)(struct channel *c);
	bool (*post)(struct channel *c);
	bool (*take)(struct channel *c);
} kinds[] = {
	{ "pipe", pipe_open, pipe_post, pipe_take },
	{ "eventfd", eventfd_open, eventfd_post, eventfd_take },
	{ "epoll", epoll_open, eventfd_post, epoll_take },
	{ "futex", futex_open, futex_post, futex_take },
};

struct game {
	const struct kind *kind;
	struct channel there, back;
};

static void *answer(void *arg)
{
	struct game *g = arg;

	while (g->kind->take(&g->there) && g->kind->post(&g->back))
		;
	return NULL;
}

struct account {
	uint64_t cpu_ns, sleeps;
};

static struct account account_now(void)
{
	struct timespec t;
	struct rusage u;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	getrusage(RUSAGE_SELF, &u);
	return (struct account){
		.cpu_ns = (uint64_t)t.tv_sec * SEC_NS + (uint64_t)t.tv_nsec,
		.sleeps = (uint64_t)u.ru_nvcsw,
	};
}

static int start_readers(struct game *g, long n)
{
	pthread_attr_t attr;
	pthread_t thread;
	int ret = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 128 * 1024);
	while (n-- && !ret)
		ret = pthread_create(&thread, &attr, answer, g);
	pthread_attr_destroy(&attr);
	return ret;
}

/* Round trips; the first ones let all readers come to rest. */
static int play(struct game *g, long rounds)
{
	while (rounds--)
		if (!g->kind->post(&g->there) || !g->kind->take(&g->back))
			return -1;
	return 0;
}

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[2]) : 100000;
	long readers = argc > 3 ? atol(argv[3]) : 1;
	struct game g = { .kind = argc > 1 ? find_kind(argv[1]) : NULL };
	const struct sched_param none = { 0 };
	struct account start, end;

	if (!g.kind || g.kind->open(&g.there) || g.kind->open(&g.back))
		return 1;
	cpu_bind(0, cpu_last());
	if (start_readers(&g, readers) || play(&g, 4 * readers))
		return 1;
	/* As the waker of a storm: src/engine/gale.c says why. */
	sched_setscheduler(0, SCHED_BATCH, &none);
	start = account_now();
	if (play(&g, rounds))
		return 1;
	end = account_now();
	printf("%.0f %.2f\n",
	       (double)(end.cpu_ns - start.cpu_ns) / (double)rounds,
	       (double)(end.sleeps - start.sleeps) / (double)rounds);
	return 0;
}
