// SPDX-License-Identifier: GPL-2.0
/*
 * record RECORDERS: what a value costs to record, ns, with that many private
 * histograms written in turn, as that many waiters do; and beside it what the
 * least possible would cost on this machine, one plain array of counts, and what
 * HdrHistogram's way costs (G. Tene, hdrhistogram.org: two significant digits, 64
 * bit counts, count, smallest and largest).  The values lie as latencies do: most of
 * them near each other, some far off.
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

/* For values with two significant digits: 256 sub-buckets, of which every bucket
 * but the first uses the upper half. */
#define HDR_BITS    8
#define HDR_BUCKETS ((64 - HDR_BITS + 2) << (HDR_BITS - 1))

struct hdr {
	int64_t min, max, total;
	int64_t count[HDR_BUCKETS];
};

static bool hdr_record(struct hdr *h, int64_t value)
{
	unsigned at, sub;

	if (value < 0)
		return false;
	at = 64 - HDR_BITS -
	     (unsigned)__builtin_clzll((uint64_t)value | ((1 << HDR_BITS) - 1));
	sub = (unsigned)(value >> at);
	sub += at << (HDR_BITS - 1);
	if (sub >= HDR_BUCKETS)
		return false;
	h->count[sub]++;
	h->total++;
	if (value && value < h->min)
		h->min = value;
	if (value > h->max)
		h->max = value;
	return true;
}

static double hdr_ns(const uint64_t *value, struct hdr *hdr, unsigned n)
{
	uint64_t start = cpu_ns();

	for (unsigned i = 0, k = 0; i < RECORDS; i++) {
		if (!hdr_record(&hdr[k], (int64_t)value[i % VALUES]))
			exit(1);
		k = k + 1 < n ? k + 1 : 0;
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
	struct hdr *hdr = calloc(n, sizeof(*hdr));
	double ours = 1e9, plain = 1e9, peer = 1e9;

	if (!n || pool == MAP_FAILED || !own || !sum || !value || !bucket ||
	    !hdr)
		return 1;
	for (unsigned i = 0; i < VALUES; i++)
		value[i] = random_value(&random, i);
	for (int turn = 0; turn < TURNS; turn++) {
		ours = fmin(ours, own_ns(value, own, n, pool));
		plain = fmin(plain, plain_ns(value, bucket));
		peer = fmin(peer, hdr_ns(value, hdr, n));
	}
	for (unsigned i = 0; i < n; i++)
		recorder_drain(&own[i], sum);
	if (sum->count != TURNS * RECORDS)
		return 1;
	printf("%.2f %.2f %.2f\n", ours, plain, peer);
	return 0;
}
