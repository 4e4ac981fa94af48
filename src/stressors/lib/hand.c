// SPDX-License-Identifier: GPL-2.0
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stressors/lib/hand.h"
#include "util.h"

enum order { STARTING, IDLE, BUSY };

#define PRIORITY  50 /* above waiters and posters */
#define NAP_US	  100
#define MOST_NAPS 1000

static void word_wait(atomic_uint *word, unsigned while_it_is)
{
	syscall(SYS_futex, word, FUTEX_WAIT, while_it_is, NULL, NULL, 0);
}

static void word_set(atomic_uint *word, unsigned value)
{
	atomic_store(word, value);
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static _Noreturn void serve(struct hand *h)
{
	for (;;) {
		word_set(&h->order, IDLE);
		while (atomic_load(&h->order) == IDLE)
			word_wait(&h->order, IDLE);
		h->call(h->arg);
	}
}

static void *hand_main(void *arg)
{
	const struct sched_param above = { .sched_priority = PRIORITY };
	struct hand *h = arg;

	h->tid = gettid();
	sched_setscheduler(0, SCHED_FIFO, &above);
	serve(h);
}

int hand_start(struct hand *h, void (*call)(void *arg), void *arg)
{
	pthread_t thread;
	int ret;

	h->call = call;
	h->arg = arg;
	ret = -pthread_create(&thread, NULL, hand_main, h);
	if (ret)
		return ret;
	pthread_detach(thread);
	while (atomic_load(&h->order) == STARTING)
		word_wait(&h->order, STARTING);
	return 0;
}

static int call_idle(struct hand *h)
{
	unsigned idle = IDLE;
	cpu_set_t here;

	if (!atomic_compare_exchange_strong(&h->order, &idle, BUSY))
		return -EAGAIN;
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	sched_setaffinity(h->tid, sizeof(here), &here);
	syscall(SYS_futex, &h->order, FUTEX_WAKE, 1, NULL, NULL, 0);
	return 0;
}

int hand_call_any(struct hand *h, int hands)
{
	for (int naps = 0; naps < MOST_NAPS; naps++) {
		for (int i = 0; i < hands; i++)
			if (!call_idle(&h[i]))
				return 0;
		usleep(NAP_US);
	}
	return -EAGAIN;
}

int hand_call(struct hand *h)
{
	return hand_call_any(h, 1);
}

int hand_busy(const struct hand *h)
{
	return atomic_load(&h->order) == BUSY;
}
