// SPDX-License-Identifier: GPL-2.0
/*
 * ping-pong ROUNDS [READERS]: what a wakeup costs at the least.  Tasks on one
 * CPU, two pipes, one byte there and back, and nothing else: no clock, no
 * bookkeeping.  Prints the CPU time of a round trip, ns: the machine may have
 * other work.  READERS threads take turns at the far end.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/engine.h"

static void *answer(void *arg)
{
	const int *fd = arg;
	char byte;

	while (read(fd[0], &byte, 1) == 1 && write(fd[1], &byte, 1) == 1)
		;
	return NULL;
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * SEC_NS + (uint64_t)t.tv_nsec;
}

static int start_readers(int *fd, long n)
{
	pthread_attr_t attr;
	pthread_t thread;
	int ret = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 128 * 1024);
	while (n-- && !ret)
		ret = pthread_create(&thread, &attr, answer, fd);
	pthread_attr_destroy(&attr);
	return ret;
}

/* Round trips; the first ones let all readers come to rest. */
static int play(const int *there, const int *back, long rounds)
{
	char byte = 0;

	while (rounds--)
		if (write(there[1], &byte, 1) != 1 ||
		    read(back[0], &byte, 1) != 1)
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? atol(argv[1]) : 100000;
	long readers = argc > 2 ? atol(argv[2]) : 1;
	int there[2], back[2], far[2];
	uint64_t start;

	if (pipe(there) || pipe(back))
		return 1;
	far[0] = there[0];
	far[1] = back[1];
	cpu_bind(0, cpu_last());
	if (start_readers(far, readers) || play(there, back, 4 * readers))
		return 1;
	start = cpu_ns();
	if (play(there, back, rounds))
		return 1;
	printf("%.0f\n", (double)(cpu_ns() - start) / (double)rounds);
	return 0;
}
