// SPDX-License-Identifier: GPL-2.0
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "engine/helpers.h"

#define LEAD_NS	     1000	    /* from the barrier to the first lane */
#define PATIENCE_NS  (20 * MSEC_NS) /* until all are at the barrier */
#define CALIBRATIONS 8
#define SPINS	     20000 /* of each */
#define STACK	     ((size_t)1 << 17)

/* The engine owns AT_REST -> SENT_FOR, the helper SENT_FOR -> THERE -> AT_REST.
 * The word is also the futex that both wait on. */
enum helper_turn { AT_REST, SENT_FOR, THERE };

struct helper {
	_Alignas(64) atomic_uint turn;
	struct helpers *all;
	int cpu;
	int lanes;
	struct lane *lane[MAX_LANES]; /* in the order in which they are due */
};

struct helpers {
	_Alignas(64) atomic_uint open; /* the barrier */
	struct run *r;
	uint64_t clock_ns; /* that one look at the clock takes */
	double spins_a_ns;
	int n;
	struct helper helper[MAX_LANES];
	struct helper self; /* the engine */
};

static void spin(uint64_t times)
{
	while (times--)
		__asm__ volatile("");
}

/* The best of a few: whatever comes in between only adds to it. */
static void calibrate(struct helpers *h)
{
	uint64_t spun_ns = UINT64_MAX, clock_ns = UINT64_MAX;

	for (int i = 0; i < CALIBRATIONS; i++) {
		uint64_t start = now_ns(), between = now_ns(), end;

		spin(SPINS);
		end = now_ns();
		if (between - start < clock_ns)
			clock_ns = between - start;
		if (end - between < spun_ns)
			spun_ns = end - between;
	}
	h->clock_ns = clock_ns;
	h->spins_a_ns = SPINS / (double)(spun_ns ? spun_ns : 1);
}

/* The clock is too coarse for the last bit of the way. */
static void spin_until(const struct helpers *h, uint64_t due_ns)
{
	uint64_t now = now_ns();

	while (now + 2 * h->clock_ns < due_ns)
		now = now_ns();
	if (now < due_ns)
		spin((uint64_t)((double)(due_ns - now) * h->spins_a_ns));
}

static void play_lanes(const struct helper *h)
{
	for (int i = 0; i < h->lanes; i++) {
		struct lane *l = h->lane[i];

		if (!l->on)
			continue;
		spin_until(h->all, l->due_ns);
		lane_act(h->all->r, l);
	}
}

/* Spin, but let others run where we are no more than they are. */
static void spin_once(const struct run *r)
{
	if (!r->realtime)
		sched_yield();
}

static void *helper_main(void *arg)
{
	struct helper *h = arg;
	unsigned turn;

	for (;;) {
		while ((turn = atomic_load(&h->turn)) != SENT_FOR)
			word_wait(&h->turn, turn, 0);
		atomic_store(&h->turn, THERE);
		while (!atomic_load(&h->all->open))
			spin_once(h->all->r);
		play_lanes(h);
		atomic_store(&h->turn, AT_REST);
		word_wake(&h->turn);
	}
	return NULL;
}

/* With our priority, above the waiters; on its CPU from the first moment, for
 * we hold ours. */
static int start_one(struct helper *h)
{
	pthread_attr_t attr;
	pthread_t thread;
	cpu_set_t set;
	int ret;

	CPU_ZERO(&set);
	CPU_SET(h->cpu, &set);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setaffinity_np(&attr, sizeof(set), &set);
	ret = -pthread_create(&thread, &attr, helper_main, h);
	pthread_attr_destroy(&attr);
	return ret;
}

int helpers_start(struct run *r, struct helpers **to)
{
	struct helpers *h = aligned_alloc(_Alignof(struct helpers), sizeof(*h));
	int cpu[MAX_LANES], ret = 0;

	if (!h)
		return -ENOMEM;
	memset(h, 0, sizeof(*h));
	*to = h;
	h->r = r;
	h->self.all = h;
	h->n = cpus_other_than(r->cpu, cpu, MAX_LANES);
	calibrate(h);
	for (int i = 0; i < h->n && !ret; i++) {
		h->helper[i].all = h;
		h->helper[i].cpu = cpu[i];
		ret = start_one(&h->helper[i]);
	}
	return h->n ? ret : -ENODEV;
}

void helpers_share(struct helpers *h, struct lane lane[], int lanes, int here)
{
	int next = 0;

	h->self.lanes = 0;
	for (int i = 0; i < h->n; i++)
		h->helper[i].lanes = 0;
	for (int i = 0; i < lanes; i++) {
		struct helper *one =
			i == here ? &h->self : &h->helper[next++ % h->n];

		one->lane[one->lanes++] = &lane[i];
	}
}

static bool all_there(struct helpers *h)
{
	for (int i = 0; i < h->n; i++)
		if (atomic_load(&h->helper[i].turn) == SENT_FOR)
			return false;
	return true;
}

bool helpers_assemble(struct helpers *h)
{
	uint64_t late_ns = now_ns() + PATIENCE_NS;

	atomic_store(&h->open, 0);
	for (int i = 0; i < h->n; i++) {
		if (!h->helper[i].lanes)
			continue;
		atomic_store(&h->helper[i].turn, SENT_FOR);
		word_wake(&h->helper[i].turn);
	}
	while (!all_there(h) && now_ns() < late_ns)
		spin_once(h->r);
	return all_there(h);
}

uint64_t helpers_ready_ns(const struct helpers *h)
{
	return now_ns() + LEAD_NS + 4 * h->clock_ns;
}

static void sort_lanes(struct helper *h)
{
	for (int i = 1; i < h->lanes; i++)
		for (int k = i;
		     k && h->lane[k]->due_ns < h->lane[k - 1]->due_ns; k--) {
			struct lane *l = h->lane[k];

			h->lane[k] = h->lane[k - 1];
			h->lane[k - 1] = l;
		}
}

void helpers_go(struct helpers *h)
{
	for (int i = 0; i < h->n; i++)
		sort_lanes(&h->helper[i]);
	atomic_store(&h->open, 1);
	play_lanes(&h->self);
	/* What a helper needs a waiter may hold: sleep, so that waiters run. */
	for (int i = 0; i < h->n; i++) {
		atomic_uint *word = &h->helper[i].turn;
		unsigned turn;

		while ((turn = atomic_load(word)) != AT_REST)
			word_wait(word, turn, 0);
	}
}
