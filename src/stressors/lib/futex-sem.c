// SPDX-License-Identifier: GPL-2.0
#include <sys/syscall.h>

#include "stressors/lib/futex-sem.h"
#include "stressors/lib/until.h"
#include "util.h"

int futex(atomic_uint *word, int op, unsigned value, const void *arg,
	  atomic_uint *other, unsigned expected)
{
	return SYS(syscall(SYS_futex, word, op, value, arg, other, expected));
}

/* Who dies from now on wakes another at word. */
static void bequeath(atomic_uint *word)
{
	static _Thread_local struct robust_list_head will;
	bool registered = will.list_op_pending;

	will.list.next = &will.list;
	will.list_op_pending = (void *)word;
	if (!registered)
		syscall(SYS_set_robust_list, &will, sizeof(will));
}

static int take(atomic_uint *events)
{
	unsigned n = atomic_load(events);

	while (n)
		if (atomic_compare_exchange_weak(events, &n, n - FUTEX_EVENT))
			return 0;
	return -EAGAIN;
}

static int wait_or_take(struct futex_sem *s, const struct timespec *limit)
{
	int ret;

	bequeath(s->word);
	ret = take(&s->events);
	if (!ret)
		return 0;
	ret = futex(&s->events, FUTEX_WAIT, 0, limit, NULL, 0);
	return ret == -EINTR || ret == -ETIMEDOUT ? ret : take(&s->events);
}

int futex_sem_wait(void *site)
{
	return wait_or_take(site, NULL);
}

int futex_sem_wait_for(void *site, uint64_t ns)
{
	const struct timespec limit = span(ns);

	return wait_or_take(site, &limit);
}

int futex_sem_wake(struct futex_sem *s)
{
	int ret = futex(s->word, FUTEX_WAKE, 1, NULL, NULL, 0);

	return ret < 0 ? ret : 0;
}
