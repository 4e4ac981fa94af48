// SPDX-License-Identifier: GPL-2.0
/*
 * record RECORDERS: what a value costs to record, ns, with that many private
 * histograms written in turn, as that many waiters do; and beside it what the
 * least possible would cost on this machine, one plain array of counts.  The
 * values lie as latencies do: most of them near each other, some far off.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "measure/random.h"
#include "measure/recorder.h"

#define VALUES	(1 << 9)
#define RECORDS (1 << 22)
#define TURNS	10 /* the fastest counts */

/* Of this task alone: the machine may have others. */
static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t random_value(uint64_t *random, unsigned i)
{
	return 2000 + random_next(random) % 400 +
	       (i % 64 ? 0 : random_next(random) % 100000);
}

/* The least that can be done: one array, its width and its name unknown. */
static double plain_ns(const uint64_t *value, uint32_t *bucket)
{
	uint64_t start = cpu_ns();

	for (unsigned i = 0; i < RECORDS; i++) {
		bucket[hist_bucket(value[i % VALUES])]++;
		__asm__ volatile("" ::: "memory");
	}
	return (double)(cpu_ns() - start) / RECORDS;
}

static double own_ns(const uint64_t *value, struct recorder *own, unsigned n,
		     struct hist_pool *pool)
{
	uint64_t start = cpu_ns();

	for (unsigned i = 0, k = 0; i < RECORDS; i++) {
		recorder_add(&own[k], pool, value[i % VALUES]);
		k = k + 1 < n ? k + 1 : 0;
		__asm__ volatile("" ::: "memory");
	}
	return (double)(cpu_ns() - start) / RECORDS;
}

int main(int argc, char **argv)
{
	unsigned n = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
	struct hist_pool *pool =
		mmap(NULL, hist_pool_size(n), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct recorder *own = calloc(n, sizeof(*own));
	struct hist *sum = calloc(1, sizeof(*sum));
	uint64_t *value = calloc(VALUES, sizeof(*value)), random = 1;
	uint32_t *bucket = calloc(HIST_BUCKETS, sizeof(*bucket));
	double ours = 1e9, plain = 1e9;

	if (!n || pool == MAP_FAILED || !own || !sum || !value || !bucket)
		return 1;
	for (unsigned i = 0; i < VALUES; i++)
		value[i] = random_value(&random, i);
	for (int turn = 0; turn < TURNS; turn++) {
		ours = fmin(ours, own_ns(value, own, n, pool));
		plain = fmin(plain, plain_ns(value, bucket));
	}
	for (unsigned i = 0; i < n; i++)
		recorder_drain(&own[i], pool, sum);
	if (sum->count != TURNS * RECORDS)
		return 1;
	printf("%.2f %.2f\n", ours, plain);
	return 0;
}
